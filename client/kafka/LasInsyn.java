import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Keeps a copy of one of Insyn's topics, as docs/kafka.md says: each run reads on from where the last one ended, and prints the
 * present state of every uppgift that the given keys open: one line each, the key, a space, the JSON. Needs kafka-clients and
 * nimbus-jose-jwt.
 *
 * <pre>java -cp "lib/*" LasInsyn.java broker:9092 insyn.beslut.v1 keys.json copy.txt [stadsdel...]</pre>
 *
 * keys.json is the JWK Set that `insyn kafka nyckel --alla` prints. The stadsdelar are those that this consumer is to read;
 * without any, every one. What could not be used is said on stderr, and nothing of its content. Exit status: 0; 3 where a key is
 * missing that this consumer needs.
 */
public class LasInsyn {
  private static final Pattern KEY = Pattern.compile("[\\w-]{21}[AQgw]");
  private static final Pattern TYPE = Pattern.compile("se\\.insyn\\.([a-z]+)\\.(andrad|borttagen)\\.v1");
  private static final Pattern KID = Pattern.compile("[a-z0-9-]+/[a-z]+/[1-9][0-9]*");
  private static final String GONE = "-";

  /** The newest of one key: its value as it came, or GONE; and where it stood. */
  record Newest(long version, String value, int partition, long offset) {}

  /** `since`: when the read that filled the copy began. */
  record Copy(Instant since, String topicId, Map<Integer, Long> next, Map<String, Newest> newest) {}

  public static void main(String[] args) throws Exception {
    JWKSet keys = JWKSet.load(Path.of(args[2]).toFile());
    Path file = Path.of(args[3]);
    Set<String> ours = Set.copyOf(List.of(args).subList(4, args.length));
    Copy copy = bringUpToDate(args[0], args[1], file, keys);

    Map<String, Long> missing = new TreeMap<>();
    int notOurs = 0;
    for (Map.Entry<String, Newest> entry : copy.newest().entrySet()) {
      Newest newest = entry.getValue();
      if (newest.value().equals(GONE)) continue;
      String kid = JWEObject.parse(newest.value()).getHeader().getKeyID();
      if (!ours.isEmpty() && !ours.contains(kid.split("/")[0])) notOurs++;
      else if (keys.getKeyByKeyId(kid) == null)
        missing.merge(kid + ": ask for it, and read again from " + args[1] + "-" + newest.partition(), newest.offset(), Math::min);
      else {
        // Its key may have come after it.
        Opened opened = open(entry.getKey(), newest.version(), newest.value(), keys);
        if (opened.fault() == null) System.out.println(entry.getKey() + " " + opened.state());
        else skipped(args[1], newest.partition(), newest.offset(), opened.fault());
      }
    }
    if (notOurs > 0) System.err.println(notOurs + " uppgifter of stadsdelar that this consumer is not for");
    // The copy has them, sealed: the next run with the key shows them. A consumer that keeps opened states reads again from there.
    missing.forEach((where, offset) -> System.err.println("no key " + where + "@" + offset));
    if (!missing.isEmpty()) System.exit(3);
  }

  /** Reads on, or anew into an empty copy where the old one can no longer be trusted to know what has gone. */
  private static Copy bringUpToDate(String broker, String topic, Path file, JWKSet keys) throws Exception {
    Instant now = Instant.now();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
      Duration retention = deleteRetention(admin, topic);
      var description = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      String topicId = description.topicId().toString();
      Copy copy = Files.exists(file) ? load(file) : empty(now, topicId);
      String why = null;
      if (!copy.topicId().equals(topicId)) why = "the topic is another one";
      else if (isTooOld(copy, retention)) why = "away longer than delete.retention.ms";
      for (int attempt = 0; attempt < 2; attempt++) {
        if (why != null) {
          System.err.println("begins from an empty copy: " + why);
          Files.deleteIfExists(file);
          copy = empty(Instant.now(), topicId);
        }
        Instant began = Instant.now();
        try {
          readOn(broker, topic, description.partitions().size(), copy, keys);
        } catch (OffsetOutOfRangeException error) {
          why = "the topic no longer has the position of the copy";
          continue;
        }
        // A tombstone may have left the topic while it was read.
        if (!isTooOld(copy, retention)) return save(file, new Copy(began, topicId, copy.next(), copy.newest()));
        why = "the read took longer than delete.retention.ms";
      }
      throw new IOException(why);
    }
  }

  /** A tenth is left for clocks that differ. */
  private static boolean isTooOld(Copy copy, Duration retention) {
    return Instant.now().isAfter(copy.since().plus(retention.multipliedBy(9).dividedBy(10)));
  }

  private static Duration deleteRetention(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    var settings = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    return Duration.ofMillis(Long.parseLong(settings.get("delete.retention.ms").value()));
  }

  private static void readOn(String broker, String topic, int partitions, Copy copy, JWKSet keys) {
    // Never a position that Kafka chooses: `latest` loses changes, `earliest` keeps in an old copy what has gone.
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker, "enable.auto.commit", false, "auto.offset.reset", "none");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> all = new ArrayList<>();
      for (int n = 0; n < partitions; n++) all.add(new TopicPartition(topic, n));
      consumer.assign(all);
      Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(all);
      for (TopicPartition one : all)
        consumer.seek(one, copy.next().getOrDefault(one.partition(), beginnings.get(one)));
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(one -> consumer.position(one) < ends.get(one)))
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) take(record, copy, keys);
      for (TopicPartition one : all) copy.next().put(one.partition(), consumer.position(one));
    }
  }

  private static void take(ConsumerRecord<String, String> record, Copy copy, JWKSet keys) {
    String fault = faultOf(record, keys);
    if (fault != null) {
      // Not a message of Insyn's, or not what its head says: it changes nothing, and holds nothing up.
      skipped(record.topic(), record.partition(), record.offset(), fault);
      return;
    }
    long version = Long.parseLong(text(record, "ce_version"));
    Newest known = copy.newest().get(record.key());
    // The same may come twice, and after a change of leader an older one late: the highest version counts.
    if (known != null && version <= known.version()) return;
    String value = record.value() == null ? GONE : record.value();
    copy.newest().put(record.key(), new Newest(version, value, record.partition(), record.offset()));
  }

  private static void skipped(String topic, int partition, long offset, String fault) {
    System.err.println("skipped " + topic + "-" + partition + "@" + offset + ": " + fault);
  }

  /** What is wrong with a record, by the name of the part alone; null: it is a message of Insyn's. */
  private static String faultOf(ConsumerRecord<String, String> record, JWKSet keys) {
    if (record.key() == null || !KEY.matcher(record.key()).matches()) return "key";
    if (!text(record, "ce_specversion").equals("1.0")) return "ce_specversion";
    Matcher type = TYPE.matcher(text(record, "ce_type"));
    if (!type.matches() || type.group(2).equals("borttagen") != (record.value() == null)) return "ce_type";
    if (!text(record, "ce_version").matches("[1-9][0-9]{0,15}")) return "ce_version";
    if (record.value() == null) return null;
    return open(record.key(), Long.parseLong(text(record, "ce_version")), record.value(), keys).fault();
  }

  /** Neither state nor fault where the key is missing. */
  record Opened(String state, String fault) {}

  private static Opened open(String key, long version, String value, JWKSet keys) {
    try {
      JWEObject jwe = JWEObject.parse(value);
      var header = jwe.getHeader();
      if (!JWEAlgorithm.DIR.equals(header.getAlgorithm())) return new Opened(null, "alg");
      if (!EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())) return new Opened(null, "enc");
      if (header.getKeyID() == null || !KID.matcher(header.getKeyID()).matches()) return new Opened(null, "kid");
      JWK jwk = keys.getKeyByKeyId(header.getKeyID());
      if (jwk == null) return new Opened(null, null);
      jwe.decrypt(new DirectDecrypter(jwk.toOctetSequenceKey()));
      Map<String, Object> state = jwe.getPayload().toJSONObject();
      // Sealed content that was moved to another key, or under another version, opens as well as in its own place.
      boolean own = key.equals(state.get("uppgiftRef")) && Long.valueOf(version).equals(state.get("version"));
      return own ? new Opened(jwe.getPayload().toString(), null) : new Opened(null, "content of another message");
    } catch (ParseException | JOSEException | RuntimeException error) {
      return new Opened(null, "value");
    }
  }

  private static String text(ConsumerRecord<String, String> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static Copy empty(Instant since, String topicId) {
    return new Copy(since, topicId, new HashMap<>(), new TreeMap<>());
  }

  /** Values stay sealed in the file, so that it needs no more care than the topic. */
  private static Copy save(Path file, Copy copy) throws IOException {
    List<String> lines = new ArrayList<>(List.of(copy.since() + " " + copy.topicId()));
    copy.next().forEach((partition, offset) -> lines.add(partition + " " + offset));
    copy.newest().forEach((key, one) ->
        lines.add(key + " " + one.version() + " " + one.partition() + " " + one.offset() + " " + one.value()));
    Path written = file.resolveSibling(file.getFileName() + ".new");
    Files.write(written, lines);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return copy;
  }

  private static Copy load(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String[] first = lines.get(0).split(" ");
    Copy copy = empty(Instant.parse(first[0]), first[1]);
    for (String line : lines.subList(1, lines.size())) {
      String[] part = line.split(" ");
      if (part.length == 2) copy.next().put(Integer.valueOf(part[0]), Long.valueOf(part[1]));
      else {
        long version = Long.parseLong(part[1]);
        copy.newest().put(part[0], new Newest(version, part[4], Integer.parseInt(part[2]), Long.parseLong(part[3])));
      }
    }
    return copy;
  }
}
