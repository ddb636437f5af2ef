package dev.gonzo.kernel.driver.linux;

import dev.gonzo.trap.NativeText;
import dev.gonzo.trap.ProcessTrap.EnvironmentVariables;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the environment of a child process, byte for byte.
 *
 * <p>{@code System.getenv} decides which variables there are. Its strings have lost the bytes that
 * are not valid text; those are read from {@code /proc/self/environ}, which holds the environment
 * that this program was started with. Call it in a thread: it reads a file.
 */
final class InheritedEnvironment {
  private static final Path PROCESS = Path.of("/proc/self/environ");
  private static final Charset JDKS =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  /** Our environment: the system's bytes, by the strings that the JDK shows for them. */
  private static final Map<Map.Entry<String, String>, List<byte[]>> OURS = read();

  private InheritedEnvironment() {}

  private static Map<Map.Entry<String, String>, List<byte[]>> read() {
    var known = new LinkedHashMap<Map.Entry<String, String>, List<byte[]>>();
    for (byte[] variable : variables(bytes())) {
      int equals = indexOf(variable, (byte) '=', 1); // as the JDK does
      if (equals > 0) {
        String name = new String(variable, 0, equals, JDKS);
        String value = new String(variable, equals + 1, variable.length - equals - 1, JDKS);
        known.computeIfAbsent(Map.entry(name, value), _ -> new ArrayList<>()).add(variable);
      }
    }
    var ours = new LinkedHashMap<Map.Entry<String, String>, List<byte[]>>();
    System.getenv()
        .forEach((name, value) -> {
          var shown = Map.entry(name, value);
          List<byte[]> exact = known.get(shown);
          ours.put(shown, exact != null ? exact : List.of(variable(name, value)));
        });
    return ours;
  }

  private static byte[] bytes() {
    try {
      return Files.readAllBytes(PROCESS);
    } catch (IOException hidden) {
      return new byte[0];
    }
  }

  private static List<byte[]> variables(byte[] bytes) {
    var all = new ArrayList<byte[]>();
    for (int begin = 0, end; begin < bytes.length; begin = end + 1) {
      end = indexOf(bytes, (byte) 0, begin);
      end = end < 0 ? bytes.length : end;
      all.add(Arrays.copyOfRange(bytes, begin, end));
    }
    return all;
  }

  private static int indexOf(byte[] bytes, byte wanted, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] variable(String name, String value) {
    return NativeText.encode(name + "=" + value);
  }

  /** The variables of a child, each as {@code name=value}. */
  static List<byte[]> of(EnvironmentVariables environment) {
    var all = new ArrayList<byte[]>();
    if (environment.inherited()) {
      OURS.forEach((shown, exact) -> {
        for (byte[] variable : exact) {
          String name =
              NativeText.decode(Arrays.copyOf(variable, indexOf(variable, (byte) '=', 1)));
          if (!environment.variables().containsKey(name) && !environment.removed().contains(name)) {
            all.add(variable);
          }
        }
      });
    }
    environment
        .variables()
        .forEach((name, value) -> {
          List<byte[]> exact = OURS.get(Map.entry(name, value));
          all.add(exact != null ? exact.getFirst() : variable(name, value));
        });
    return all;
  }
}
