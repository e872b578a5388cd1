import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads one of Insyn's topics from its beginning to its present end, and prints the present state of every uppgift that the
 * given keys open: one line each, the key, a space, the JSON. Needs kafka-clients and nimbus-jose-jwt.
 *
 * <pre>java -cp "lib/*" LasInsyn.java broker:9092 insyn.beslut.v1 keys.jsonl</pre>
 *
 * keys.jsonl has one JSON Web Key a line, as `insyn kafka nyckel` prints them.
 */
public class LasInsyn {
  public static void main(String[] args) throws Exception {
    Map<String, OctetSequenceKey> keys = new HashMap<>();
    for (String line : Files.readAllLines(Path.of(args[2]))) {
      OctetSequenceKey key = OctetSequenceKey.parse(line);
      keys.put(key.getKeyID(), key);
    }

    Map<String, String> values = new HashMap<>();
    Map<String, Long> versions = new HashMap<>();
    for (ConsumerRecord<String, String> record : readWhole(args[0], args[1])) {
      long version = Long.parseLong(text(record.headers().lastHeader("ce_version")));
      // The same may come twice, and after a change of leader an older one late: the highest version counts.
      if (version < versions.getOrDefault(record.key(), 0L)) continue;
      versions.put(record.key(), version);
      if (record.value() == null) values.remove(record.key());
      else values.put(record.key(), record.value());
    }

    for (Map.Entry<String, String> entry : values.entrySet()) {
      JWEObject jwe = JWEObject.parse(entry.getValue());
      OctetSequenceKey key = keys.get(jwe.getHeader().getKeyID());
      // Another stadsdel's, or a key that no longer is: not for this reader.
      if (key == null) continue;
      jwe.decrypt(new DirectDecrypter(key.toByteArray()));
      System.out.println(entry.getKey() + " " + jwe.getPayload());
    }
  }

  private static List<ConsumerRecord<String, String>> readWhole(String broker, String topic) {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker, "enable.auto.commit", false);
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (PartitionInfo info : consumer.partitionsFor(topic)) partitions.add(new TopicPartition(topic, info.partition()));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition)))
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
    }
    return records;
  }

  private static String text(Header header) {
    return new String(header.value(), StandardCharsets.UTF_8);
  }
}
