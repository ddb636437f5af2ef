// The same greeting without a kernel: this program answers its traps, and decides what time it is.
//   ./gonzo run examples/HelloByHand.java [NAME]

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofSeconds;

import dev.gonzo.Coroutine;
import dev.gonzo.Moment;
import dev.gonzo.Step;

void main(String[] arguments) {
  String name = arguments.length > 0 ? arguments[0] : "World";
  Coroutine<String> greeting = Coroutine.of(() -> greeting(name));

  print(greeting.send(null)); // starts it; it requests the clock
  print(greeting.send(new Moment(0))); // the time is 0 s; it requests to sleep until 1 s
  print(greeting.send(new Moment(1_000_000_000))); // the time is 1 s; it returns
}

String greeting(String name) {
  sleep(ofSeconds(1));
  return "Hello " + name;
}

void print(Step<String> step) {
  IO.println(
      switch (step) {
        case Step.Trapped<String>(var trap) -> "it asks: " + trap;
        case Step.Blocked<String>() -> "it waits in a foreign block";
        case Step.Returned<String>(var value) -> "it returned: " + value;
        case Step.Threw<String>(var cause) -> "it threw: " + cause;
      });
}
