// What `@jest/globals` stands for. Jest makes these anew for each test file, and a module that several test files share is loaded
// once: each name leads to that of the test file which runs now (run-file.js).
const ofFile = (name) =>
  new Proxy(() => undefined, {
    apply: (_, self, args) => globalThis.insynJest[name](...args),
    get: (_, key) => globalThis.insynJest[name][key],
  })

export const afterAll = ofFile('afterAll')
export const afterEach = ofFile('afterEach')
export const beforeAll = ofFile('beforeAll')
export const beforeEach = ofFile('beforeEach')
export const describe = ofFile('describe')
export const expect = ofFile('expect')
export const jest = ofFile('jest')
export const test = ofFile('test')
