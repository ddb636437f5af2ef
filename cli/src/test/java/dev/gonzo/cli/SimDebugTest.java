package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.LongValue;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulation under a debugger. */
@Tag("realTime")
class SimDebugTest {
  private static final String PROGRAM =
      """
      import static dev.gonzo.Gonzo.*;
      import dev.gonzo.sim.*;
      import java.time.Duration;

      class Counting {
        static int count;

        static void increment() {
          count++;
          sleep(Duration.ofMillis(System.nanoTime() % 1000));
        }

        static void simulate(Simulation simulation) {
          simulation.run(() -> {
            for (int i = 0; i < 5; i++) {
              timeoutAfter(Duration.ofSeconds(2), () -> increment());
            }
          }).valueOrThrow();
        }
      }
      """;

  private static final Pattern PORT = Pattern.compile("dt_socket at address: (\\d+)");
  private static final Pattern HISTORY = Pattern.compile("history ([0-9a-f]{16})");
  private static final long A_WHILE_MILLIS = 300;

  @TempDir Path directory;

  /** What a debugger has seen, and what the command has printed. */
  private record Debugged(List<String> stops, String output) {}

  /** Runs the command, and stops a while at each call of a method. */
  private Debugged debugged(String type, String method, String... arguments) throws Exception {
    var shell = new GonzoProcess(directory).with("Counting.java", PROGRAM);
    Path errors = directory.resolve("errors");
    var builder =
        new ProcessBuilder(shell.command(arguments))
            .directory(directory.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(shell.environment());
    Process process = builder.start();
    try (BufferedReader lines = process.inputReader()) {
      var output = new StringBuilder();
      int port = 0;
      for (String line; port == 0 && (line = lines.readLine()) != null; ) {
        output.append(line).append('\n');
        Matcher found = PORT.matcher(line);
        port = found.find() ? Integer.parseInt(found.group(1)) : 0;
      }
      assertTrue(port > 0, output.toString());
      List<String> stops = stops(attach(port), type, method);
      lines.lines().forEach(line -> output.append(line).append('\n'));
      assertEquals(0, process.waitFor(), output + Files.readString(errors));
      return new Debugged(stops, output.toString());
    } finally {
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

  private static List<String> stops(VirtualMachine machine, String type, String method)
      throws Exception {
    List<String> stops = new ArrayList<>();
    var loads = machine.eventRequestManager().createClassPrepareRequest();
    loads.addClassFilter(type);
    loads.enable();
    machine.classesByName(type).forEach(loaded -> stopIn(machine, loaded, method));
    machine.resume();
    try {
      while (true) {
        EventSet events = machine.eventQueue().remove();
        for (Event event : events) {
          switch (event) {
            case ClassPrepareEvent loaded -> stopIn(machine, loaded.referenceType(), method);
            case BreakpointEvent stop -> {
              StackFrame frame = stop.thread().frame(0);
              stops.add(
                  frame.location().method().name()
                      + frame.getArgumentValues().stream()
                          .map(value -> value instanceof LongValue number ? number.value() : value)
                          .toList());
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

  private static void stopIn(VirtualMachine machine, ReferenceType type, String method) {
    machine
        .eventRequestManager()
        .createBreakpointRequest(type.methodsByName(method).getFirst().location())
        .enable();
  }

  private static String history(String output) {
    Matcher found = HISTORY.matcher(output);
    assertTrue(found.find(), output);
    return found.group(1);
  }

  @Test
  void time_does_not_pass_while_a_debugger_stops_the_program() throws Exception {
    var shell = new GonzoProcess(directory).with("Counting.java", PROGRAM);
    var plain = shell.gonzo("sim", "Counting.java", "--seed", "3", "--sample", "0");
    assertEquals(0, plain.status(), plain.out());
    Debugged debugged =
        debugged("Counting", "increment", "sim", "Counting.java", "--seed", "3", "--debug", "0");
    assertEquals(5, debugged.stops().size());
    assertEquals(history(plain.out()), history(debugged.output()));
  }

  @Test
  void a_debugger_stops_at_an_event_by_its_number() throws Exception {
    Debugged debugged =
        debugged(
            "dev.gonzo.sim.world.Breakpoint",
            "atEvent",
            "sim",
            "Counting.java",
            "--seed",
            "3",
            "--to-event",
            "30",
            "--debug",
            "0");
    assertEquals(List.of("atEvent[30]"), debugged.stops());
    assertTrue(debugged.output().contains("event 30 is reached, at PT"), debugged.output());
    assertTrue(debugged.output().contains("\n  main#0 "), debugged.output());
    assertTrue(debugged.output().contains("Counting.java:"), debugged.output());
  }
}
