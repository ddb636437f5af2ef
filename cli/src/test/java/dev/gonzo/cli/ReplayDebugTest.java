package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import dev.gonzo.cli.GonzoProcess.Ended;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay under the debugger of an IDE. */
@Tag("realTime")
class ReplayDebugTest {
  private static final String PROGRAM =
      """
      import static dev.gonzo.Gonzo.*;
      import dev.gonzo.*;
      import java.time.Duration;

      class Ticking {
        static void main() throws Exception {
          run(() -> {
            Moment began = Moment.now();
            for (int i = 0; i < 3; i++) {
              timeoutAfter(Duration.ofSeconds(20), () -> tick());
            }
            IO.println("took " + Moment.now().since(began));
          });
        }

        static void tick() throws Exception {
          sleep(Duration.ofMillis(1));
        }
      }
      """;

  private static final Pattern PORT = Pattern.compile("dt_socket at address: (\\d+)");
  private static final long A_WHILE_MILLIS = 300;

  @TempDir Path directory;

  @Test
  void time_does_not_pass_while_a_debugger_stops_the_program() throws Exception {
    var shell = new GonzoProcess(directory).with("Ticking.java", PROGRAM);
    Ended recorded = shell.gonzo("record", "--output", "run.recording", "Ticking.java");
    assertEquals(0, recorded.status(), recorded.err());
    var builder =
        new ProcessBuilder(shell.command("replay", "run.recording", "--debug"))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(shell.environment());
    Process process = builder.start();
    try (BufferedReader lines = process.inputReader()) {
      var output = new StringBuilder();
      int port = 0;
      for (String line; port == 0 && (line = lines.readLine()) != null; ) {
        Matcher found = PORT.matcher(line);
        port = found.find() ? Integer.parseInt(found.group(1)) : 0;
      }
      assertTrue(port > 0);
      assertEquals(3, stops(attach(port)));
      lines.lines().forEach(line -> output.append(line).append('\n'));
      assertEquals(0, process.waitFor(), output.toString());
      assertTrue(output.toString().contains(recorded.out() + "equal: "), output.toString());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static VirtualMachine attach(int port) throws Exception {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(each -> each.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> where = connector.defaultArguments();
    where.get("hostname").setValue("127.0.0.1");
    where.get("port").setValue(Integer.toString(port));
    return connector.attach(where);
  }

  /** Stops a while at each call of the method, and counts the calls. */
  private static int stops(VirtualMachine machine) throws Exception {
    int stops = 0;
    var loads = machine.eventRequestManager().createClassPrepareRequest();
    loads.addClassFilter("Ticking");
    loads.enable();
    machine.resume();
    try {
      while (true) {
        EventSet events = machine.eventQueue().remove();
        for (Event event : events) {
          switch (event) {
            case ClassPrepareEvent loaded ->
                machine
                    .eventRequestManager()
                    .createBreakpointRequest(
                        loaded.referenceType().methodsByName("tick").getFirst().location())
                    .enable();
            case BreakpointEvent _ -> {
              stops++;
              // Real time passes, and no other: what is tested is that this changes nothing.
              Thread.sleep(A_WHILE_MILLIS);
            }
            default -> {}
          }
        }
        events.resume();
      }
    } catch (VMDisconnectedException ended) {
      return stops;
    }
  }
}
