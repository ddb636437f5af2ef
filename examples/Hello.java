// The smallest program: run starts a kernel, and the coroutine inside sleeps and greets.
//   ./gonzo run examples/Hello.java [NAME]

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofMillis;

void main(String[] arguments) {
  String name = arguments.length > 0 ? arguments[0] : "World";
  IO.println(run(() -> greeting(name)));
}

String greeting(String name) {
  sleep(ofMillis(100));
  return "Hello " + name;
}
