// The same greeting without a kernel: we answer its traps ourselves, and decide what time it is.
//   ./gonzo run examples/HelloByHand.java [NAME]

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofSeconds;

import dev.gonzo.Coroutine;
import dev.gonzo.Step;

void main(String[] arguments) {
  String name = arguments.length > 0 ? arguments[0] : "World";
  Coroutine<String> greeting = Coroutine.of(() -> greeting(name));

  tell(greeting.send(null)); // begins it; it asks for the clock
  tell(greeting.send(0L)); // it is midnight; it asks to sleep until one second past
  tell(greeting.send(1_000_000_000L)); // it is one second past; it returns
}

String greeting(String name) {
  sleep(ofSeconds(1));
  return "Hello " + name;
}

void tell(Step<String> step) {
  IO.println(
      switch (step) {
        case Step.Trapped<String>(var trap) -> "it asks: " + trap;
        case Step.Blocked<String>() -> "it waits in a foreign block";
        case Step.Returned<String>(var value) -> "it returned: " + value;
        case Step.Threw<String>(var cause) -> "it threw: " + cause;
      });
}
