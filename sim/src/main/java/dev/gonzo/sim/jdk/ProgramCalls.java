package dev.gonzo.sim.jdk;

import java.lang.classfile.Attributes;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes the calls in a method of a program whose results differ from JVM to JVM. For some, the
 * simulation has a result of its own; the others are reported with their place.
 */
final class ProgramCalls implements CodeTransform {
  private static final String CONSTRUCTOR = "<init>";
  private static final String ALL = "*";

  /** The methods that are reported, by their classes. */
  private static final Map<String, Set<String>> REPORTED =
      Map.ofEntries(
          Map.entry("java/lang/ProcessHandle", Set.of(ALL)),
          Map.entry("java/lang/Process", Set.of("pid")),
          Map.entry("java/lang/ProcessBuilder", Set.of("start")),
          Map.entry(
              "java/lang/Runtime",
              Set.of(
                  "exec", "freeMemory", "totalMemory", "maxMemory", "availableProcessors", "gc")),
          Map.entry("java/lang/System", Set.of("getenv", "gc")),
          Map.entry("java/lang/Thread", Set.of("getAllStackTraces", "activeCount")),
          Map.entry("java/lang/ref/WeakReference", Set.of(CONSTRUCTOR)),
          Map.entry("java/lang/ref/SoftReference", Set.of(CONSTRUCTOR)),
          Map.entry("java/lang/ref/PhantomReference", Set.of(CONSTRUCTOR)),
          Map.entry("java/lang/ref/Cleaner", Set.of("create")),
          Map.entry("java/lang/management/ManagementFactory", Set.of(ALL)),
          Map.entry("java/net/NetworkInterface", Set.of(ALL)),
          Map.entry("java/nio/file/Files", Set.of(ALL)),
          Map.entry("java/nio/channels/FileChannel", Set.of("open")),
          Map.entry("java/io/FileInputStream", Set.of(CONSTRUCTOR)),
          Map.entry("java/io/FileOutputStream", Set.of(CONSTRUCTOR)),
          Map.entry("java/io/FileReader", Set.of(CONSTRUCTOR)),
          Map.entry("java/io/FileWriter", Set.of(CONSTRUCTOR)),
          Map.entry("java/io/RandomAccessFile", Set.of(CONSTRUCTOR)));

  /** What occurs in the constants of a class in which one of these calls may be. */
  private static final List<byte[]> NAMES =
      List.of(
          bytes("threadId"),
          bytes("getId"),
          bytes("random"),
          bytes("java/lang/Process"),
          bytes("java/lang/Runtime"),
          bytes("getenv"),
          bytes("getProperty"),
          bytes("java/util/Scanner"),
          bytes("exit"),
          bytes("gc"),
          bytes("getAllStackTraces"),
          bytes("activeCount"),
          bytes("java/lang/ref/"),
          bytes("java/lang/management/ManagementFactory"),
          bytes("java/net/NetworkInterface"),
          bytes("java/nio/file/Files"),
          bytes("java/nio/channels/FileChannel"),
          bytes("java/io/File"),
          bytes("java/io/RandomAccessFile"));

  private final String file;
  private final boolean reports;
  private final boolean redirectsReads;
  private int line;

  private ProgramCalls(String file, boolean reports, boolean redirectsReads) {
    this.file = file;
    this.reports = reports;
    this.redirectsReads = redirectsReads;
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** What occurs in a class that is to be changed. */
  static List<byte[]> names() {
    return NAMES;
  }

  /**
   * The change of one method.
   *
   * @param reports whether calls are reported for which the simulation has no result of its own
   */
  static ProgramCalls in(MethodModel method, boolean reports) {
    String file =
        method
            .parent()
            .flatMap(type -> type.findAttribute(Attributes.sourceFile()))
            .map(source -> source.sourceFile().stringValue())
            .orElse("an unknown file");
    boolean redirectsReads =
        method
            .parent()
            .map(type -> ProgramReads.isIn(type.thisClass().asInternalName()))
            .orElse(false);
    return new ProgramCalls(file, reports, redirectsReads);
  }

  @Override
  public void accept(CodeBuilder code, CodeElement element) {
    if (element instanceof LineNumber here) {
      line = here.line();
    }
    if (!(element instanceof InvokeInstruction call)) {
      code.with(element);
      return;
    }
    String owner = call.owner().asInternalName();
    String name = call.name().stringValue();
    String instead = owned(owner, name);
    if (instead != null) {
      code.invokestatic(
          ClockHook.CLASS,
          instead,
          instead.equals("random") ? ClockHook.RANDOM : ClockHook.THREAD_ID);
      return;
    }
    if (ProgramExits.isOne(owner, name)) {
      code.loadConstant(ProgramExits.REFUSED)
          .invokestatic(ClockHook.CLASS, "refuse", ClockHook.LEAKS);
    }
    Set<String> reported = reports ? REPORTED.get(owner) : null;
    if (reported != null && (reported.contains(name) || reported.contains(ALL))) {
      code.loadConstant(described(owner, name))
          .invokestatic(ClockHook.CLASS, "leaks", ClockHook.LEAKS);
    }
    if (!redirectsReads || !ProgramReads.write(code, call)) {
      code.with(element);
    }
  }

  /** The method of the hook that is called instead; null if there is none. */
  private static @Nullable String owned(String owner, String name) {
    return switch (owner) {
      case "java/lang/Math", "java/lang/StrictMath" -> name.equals("random") ? name : null;
      case "java/lang/Thread" ->
          name.equals("threadId") || name.equals("getId") ? "threadNumber" : null;
      default -> null;
    };
  }

  private String described(String owner, String name) {
    String type = owner.substring(owner.lastIndexOf('/') + 1);
    String what = name.equals(CONSTRUCTOR) ? "new " + type : type + "." + name;
    return what + " at " + file + ":" + line;
  }
}
