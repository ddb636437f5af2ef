package dev.gonzo.sim.jdk;

import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.gonzo.report.Log;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes classes so that they call {@link ClockHook} in place of the JDK's clocks, and of the
 * counters from which the JDK makes random numbers.
 */
final class Redirection implements ClassFileTransformer {
  /** The parts of the JDK whose code waits or reads a clock on behalf of its callers. */
  private static final String[] OF_JDK = {
    "java/lang/Thread",
    "java/lang/VirtualThread",
    "java/lang/ref/Cleaner",
    "java/net/",
    "java/nio/",
    "java/security/SecureRandom",
    "java/time/",
    "java/util/",
    "jdk/internal/net/http/",
    "jdk/internal/random/",
    "sun/nio/",
    "sun/net/",
    "sun/security/ssl/",
    "sun/security/util/MemoryCache"
  };

  /** Gonzo's own code that serves the real clocks, or must not depend on any. */
  private static final String[] OWN = {
    "dev/gonzo/carrier/",
    "dev/gonzo/kernel/",
    "dev/gonzo/recorder/format/",
    "dev/gonzo/recorder/replay/",
    "dev/gonzo/recorder/writing/",
    "dev/gonzo/report/",
    "dev/gonzo/sim/jdk/",
    "dev/gonzo/sim/kernel/"
  };

  private static final String[] JDK = {
    "java/", "javax/", "jdk/", "sun/", "com/sun/", "org/junit/", "org/apache/maven/"
  };

  /** The names that occur in the constants of a class that is to be changed. */
  private static final List<byte[]> NAMES =
      List.of(bytes("nanoTime"), bytes("currentTimeMillis"), bytes("getNanoTimeAdjustment"));

  private static final int MOST_RELOADED = 500;

  private static final MethodTypeDesc NEXT_BYTES = MethodTypeDesc.of(CD_void, CD_byte.arrayType());
  private static final ClassDesc RUNNABLE = ClassDesc.of("java.lang.Runnable");

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** A class of a program, which is loaded again and again: once for each seed. */
  private record Loaded(String name, int length, int hash, boolean reportsCollections) {}

  // Guarded by itself.
  private final Map<Loaded, byte[]> reloaded = new HashMap<>();

  // What the calling thread is changing: a class that this loads cannot be changed meanwhile.
  private final ThreadLocal<@Nullable String> changing = new ThreadLocal<>();

  /**
   * Loads what changing a class needs, before there is a class to change.
   *
   * @throws IOException if this class itself cannot be read
   */
  void prepare() throws IOException {
    try (InputStream own = Redirection.class.getResourceAsStream("Redirection.class")) {
      byte[] bytes = Objects.requireNonNull(own).readAllBytes();
      for (String name :
          new String[] {
            "java/lang/Thread",
            "java/lang/ref/Cleaner",
            "java/security/SecureRandom",
            "java/util/Random",
            "java/util/concurrent/ThreadLocalRandom",
            "java/util/concurrent/CompletableFuture",
            "java/util/Collections",
            "java/util/SplittableRandom",
            "java/util/",
            "java/net/DatagramSocket",
            "sun/security/ssl/TransportContext",
            "program/"
          }) {
        var _ = transform(null, null, name, null, null, bytes);
      }
    }
  }

  /** Whether a class may have to be changed. */
  static boolean concerns(String name) {
    return isIn(OF_JDK, name) || !(isIn(JDK, name) || isIn(OWN, name));
  }

  /** A loop and not a stream: no class should have to be loaded while one is being changed. */
  private static boolean isIn(String[] packages, String name) {
    for (String each : packages) {
      if (name.startsWith(each)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (name == null || changing.get() != null || !concerns(name)) {
      return null;
    }
    changing.set(name);
    try {
      return switch (name) {
        case "java/lang/Thread" -> changed(bytes, Redirection::inThread);
        case "java/lang/ref/Cleaner" -> changed(bytes, Redirection::inCleaner);
        case "java/security/SecureRandom" -> changed(bytes, Redirection::inSecureRandom);
        case "java/util/Random" -> changed(bytes, (_, code) -> drawnAfter("seedUniquifier", code));
        case "java/util/concurrent/ThreadLocalRandom" ->
            changed(
                bytes,
                (_, code) ->
                    drawnAfter(
                        "mixMurmur64", ((CodeTransform) Redirection::threadId).andThen(code)));
        case "java/util/concurrent/CompletableFuture",
            "java/util/concurrent/CompletableFuture$DelayedExecutor" ->
            changed(bytes, (_, code) -> ((CodeTransform) Redirection::delay).andThen(code));
        // It makes the number of its first key from the time, also outside of the simulation.
        case "sun/security/ssl/SSLSessionContextImpl" ->
            changed(bytes, (_, code) -> drawnAfter("nanoTime", code));
        case "sun/security/ssl/TransportContext" -> changed(bytes, (_, code) -> starts(code));
        case "java/util/Collections" -> changed(bytes, (_, code) -> shuffles(code));
        case "java/util/SplittableRandom" -> changed(bytes, (_, code) -> splits(code));
        default -> isIn(OF_JDK, name) ? inJdk(name, bytes) : inProgram(name, bytes, loader);
      };
    } catch (RuntimeException | Error failure) {
      Log.warn("the agent of the simulator cannot change " + name, failure);
      return null;
    } finally {
      changing.remove();
    }
  }

  private static byte @Nullable [] inJdk(String name, byte[] bytes) {
    if (RealNetwork.isIn(name)) {
      // Parsed, because loading what it needs would load it once more.
      return changed(
          bytes,
          ClassLoader.getSystemClassLoader(),
          (method, code) -> RealNetwork.refused(name, method, code));
    }
    if (name.startsWith("jdk/internal/random/")) {
      return changed(bytes, (_, code) -> splits(code));
    }
    return mentions(bytes, NAMES) ? changed(bytes, (_, code) -> code) : null;
  }

  private byte @Nullable [] inProgram(String name, byte[] bytes, @Nullable ClassLoader loader) {
    // What is not on the class path is a program; a library may do what is reported of programs.
    boolean isLoadedAnew = loader != null && loader != ClassLoader.getSystemClassLoader();
    boolean reportsCollections =
        isLoadedAnew
            && RealReads.areCollectionsReported()
            && mentions(bytes, CollectionCalls.names());
    if (!reportsCollections && !mentions(bytes, NAMES) && !mentions(bytes, ProgramCalls.names())) {
      return null;
    }
    if (!isLoadedAnew) {
      return changed(bytes, (method, code) -> ProgramCalls.in(method, false).andThen(code));
    }
    var key = new Loaded(name, bytes.length, Arrays.hashCode(bytes), reportsCollections);
    byte[] known = known(key);
    if (known == null) {
      CodeTransform first = reportsCollections ? new CollectionCalls() : CodeTransform.ACCEPT_ALL;
      known =
          changed(
              bytes,
              loader,
              (method, code) -> first.andThen(ProgramCalls.in(method, true)).andThen(code));
      keep(key, known);
    }
    return known;
  }

  private byte @Nullable [] known(Loaded key) {
    synchronized (reloaded) {
      return reloaded.get(key);
    }
  }

  private void keep(Loaded key, byte[] changed) {
    synchronized (reloaded) {
      if (reloaded.size() >= MOST_RELOADED) {
        reloaded.clear();
      }
      reloaded.put(key, changed);
    }
  }

  private static boolean mentions(byte[] bytes, List<byte[]> names) {
    for (byte[] name : names) {
      if (contains(bytes, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean contains(byte[] bytes, byte[] name) {
    for (int start = 0; start <= bytes.length - name.length; start++) {
      int same = 0;
      while (same < name.length && bytes[start + same] == name[same]) {
        same++;
      }
      if (same == name.length) {
        return true;
      }
    }
    return false;
  }

  /** Adds something to a method. */
  private interface Addition {
    CodeTransform to(MethodModel method, CodeTransform clocks);
  }

  private static byte[] changed(byte[] bytes, Addition addition) {
    return changed(bytes, null, addition);
  }

  /** Looks for superclasses in the files that a loader finds. */
  private static byte[] changed(byte[] bytes, @Nullable ClassLoader loader, Addition addition) {
    ClassFile format =
        loader == null
            ? ClassFile.of()
            : ClassFile.of(
                ClassHierarchyResolverOption.of(
                    ClassHierarchyResolver.ofResourceParsing(loader)
                        .orElse(ClassHierarchyResolver.defaultResolver())));
    ClassModel model = format.parse(bytes);
    ClassTransform change =
        (type, element) -> {
          if (element instanceof MethodModel method) {
            type.transformMethod(
                method, MethodTransform.transformingCode(addition.to(method, Redirection::clock)));
          } else {
            type.with(element);
          }
        };
    return format.transformClass(model, change);
  }

  /** Redirects the calls of clocks. */
  private static void clock(CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeInstruction call
        && call.opcode() == Opcode.INVOKESTATIC
        && isClock(call.owner().asInternalName(), call.name().stringValue())) {
      code.invokestatic(ClockHook.CLASS, call.name().stringValue(), call.typeSymbol());
    } else {
      code.with(element);
    }
  }

  private static boolean isClock(String owner, String name) {
    return switch (name) {
      case "nanoTime", "currentTimeMillis" -> owner.equals("java/lang/System");
      case "getNanoTimeAdjustment" -> owner.equals("jdk/internal/misc/VM");
      default -> false;
    };
  }

  /** Passes the result of a static method through {@code seed}. */
  private static CodeTransform drawnAfter(String method, CodeTransform clocks) {
    CodeTransform drawn =
        (code, element) -> {
          code.with(element);
          if (element instanceof InvokeInstruction call
              && call.opcode() == Opcode.INVOKESTATIC
              && call.name().equalsString(method)) {
            code.invokestatic(ClockHook.CLASS, "seed", ClockHook.CHANGE);
          }
        };
    return drawn.andThen(clocks);
  }

  /** Passes the state of the JDK's generator of generators through {@code seed}. */
  private static CodeTransform splits(CodeTransform clocks) {
    CodeTransform drawn =
        (code, element) -> {
          code.with(element);
          if (element instanceof InvokeInstruction call
              && call.name().equalsString("getAndAdd")
              && call.owner().asInternalName().equals("java/util/concurrent/atomic/AtomicLong")) {
            code.invokestatic(ClockHook.CLASS, "seed", ClockHook.CHANGE);
          }
        };
    return drawn.andThen(clocks);
  }

  /** Lets each shuffle have random numbers of its own, and not those of the JVM's only one. */
  private static CodeTransform shuffles(CodeTransform clocks) {
    CodeTransform drawn =
        (code, element) -> {
          if (element instanceof FieldInstruction field
              && field.opcode() == Opcode.GETSTATIC
              && field.name().equalsString("r")) {
            code.aconst_null();
          } else {
            code.with(element);
          }
        };
    return drawn.andThen(clocks);
  }

  private static void threadId(CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeInstruction call && call.name().equalsString("threadId")) {
      code.invokestatic(ClockHook.CLASS, "threadId", ClockHook.THREAD_ID);
    } else {
      code.with(element);
    }
  }

  /** Offers a delayed task to the simulation before it goes to the JDK's pool. */
  private static void delay(CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeInstruction call
        && call.name().equalsString("scheduleDelayedTask")) {
      code.dup()
          .invokestatic(ClockHook.CLASS, "delay", ClockHook.DELAY)
          .ifThenElse(taken -> taken.swap().pop(), refused -> refused.with(element));
    } else {
      code.with(element);
    }
  }

  /** Lets listeners be called by virtual threads. */
  private static CodeTransform starts(CodeTransform clocks) {
    CodeTransform started =
        (code, element) -> {
          if (element instanceof InvokeInstruction call
              && call.name().equalsString("start")
              && call.owner().asInternalName().equals("java/lang/Thread")) {
            code.invokestatic(ClockHook.CLASS, "startVirtually", ClockHook.STARTS);
          } else {
            code.with(element);
          }
        };
    return started.andThen(clocks);
  }

  private static CodeTransform inThread(MethodModel method, CodeTransform clocks) {
    return method.methodName().equalsString("start")
        ? first(
            code -> code.aload(0).invokestatic(ClockHook.CLASS, "starts", ClockHook.STARTS), clocks)
        : clocks;
  }

  /** Lets the simulation decide what a cleaner is to do. */
  private static CodeTransform inCleaner(MethodModel method, CodeTransform clocks) {
    return method.methodName().equalsString("register")
        ? first(
            code ->
                code.aload(2)
                    .invokestatic(ClockHook.CLASS, "cleaning", ClockHook.CLEANING)
                    .checkcast(RUNNABLE)
                    .astore(2),
            clocks)
        : clocks;
  }

  private static CodeTransform inSecureRandom(MethodModel method, CodeTransform clocks) {
    return method.methodName().equalsString("nextBytes")
            && method.methodTypeSymbol().equals(NEXT_BYTES)
        ? first(
            code ->
                code.aload(1)
                    .invokestatic(ClockHook.CLASS, "fill", ClockHook.FILL)
                    .ifThen(CodeBuilder::return_),
            clocks)
        : clocks;
  }

  /** Puts code before the first instruction. */
  static CodeTransform first(Consumer<CodeBuilder> addition, CodeTransform clocks) {
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        addition.accept(code);
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        clocks.accept(code, element);
      }
    };
  }
}
