/** `#private` methods, compiled by real compilers and run by Node: see compilers.test.ts. */
import { Timeout } from 'holdfast';
import { again, dawdle, ending, Foreign, fail, print } from './report.js';

class Between {
  @again
  @Foreign
  @Timeout(10)
  #method() {
    return dawdle();
  }
  @again
  @Foreign
  @Timeout(10)
  static #shared() {
    return dawdle();
  }
  /** A public namesake is another method. */
  @Foreign
  @Timeout(10)
  @Foreign
  '#method'() {
    return dawdle();
  }
  method() {
    return this.#method();
  }
  static shared() {
    return Between.#shared();
  }
}

@again
class Defaults {
  @Timeout(10)
  #own() {
    return dawdle();
  }
  #plain() {
    return fail();
  }
  @Timeout('5s')
  static #make() {
    return fail();
  }
  // In fields, for methods would be guarded themselves.
  own = () => this.#own();
  plain = () => this.#plain();
  static make = () => Defaults.#make();
}

const between = new Between();
const defaults = new Defaults();
print({
  'foreign between, method': await ending(() => between.method()),
  'foreign between, static': await ending(() => Between.shared()),
  'foreign around, public namesake': await ending(() => between['#method']()),
  'class-level, another kind': await ending(() => defaults.own()),
  'class-level, plain': await ending(() => defaults.plain()),
  'class-level, static': await ending(() => Defaults.make()),
});
