package dev.gonzo.sim.jdk;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.gonzo.sim.world.Draws;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The class {@code java.lang.GonzoClock}, which the agent defines, and which changed code of the
 * JDK and of programs calls in place of its clocks. It must be in the JDK's own loader, so that the
 * JDK can call it; so it is generated, and everything that it does is in this class.
 */
final class ClockHook {
  static final ClassDesc CLASS = ClassDesc.of("java.lang.GonzoClock");
  static final MethodTypeDesc READ = MethodTypeDesc.of(CD_long);
  static final MethodTypeDesc CHANGE = MethodTypeDesc.of(CD_long, CD_long);
  static final MethodTypeDesc FILL = MethodTypeDesc.of(CD_boolean, CD_byte.arrayType());
  static final MethodTypeDesc DELAY =
      MethodTypeDesc.of(CD_boolean, Object.class.describeConstable().orElseThrow());
  static final MethodTypeDesc THREAD_ID =
      MethodTypeDesc.of(CD_long, ClassDesc.of("java.lang.Thread"));
  static final MethodTypeDesc RANDOM = MethodTypeDesc.of(CD_double);
  static final MethodTypeDesc USES = MethodTypeDesc.of(CD_void, CD_Object);
  static final MethodTypeDesc LEAKS = MethodTypeDesc.of(CD_void, CD_String);
  static final MethodTypeDesc IS_SIMULATED = MethodTypeDesc.of(CD_boolean);
  static final MethodTypeDesc CLEANING = MethodTypeDesc.of(CD_Object, CD_Object);
  static final MethodTypeDesc STARTS = MethodTypeDesc.of(CD_void, ClassDesc.of("java.lang.Thread"));

  private static final int STATIC = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
  private static final ClassDesc SYSTEM = ClassDesc.of("java.lang.System");
  private static final ClassDesc VM = ClassDesc.of("jdk.internal.misc.VM");
  private static final ClassDesc SUPPLIER = LongSupplier.class.describeConstable().orElseThrow();
  private static final ClassDesc OPERATOR =
      LongUnaryOperator.class.describeConstable().orElseThrow();
  private static final ClassDesc FUNCTION = ToLongFunction.class.describeConstable().orElseThrow();
  private static final ClassDesc PREDICATE = Predicate.class.describeConstable().orElseThrow();
  private static final ClassDesc CONSUMER = Consumer.class.describeConstable().orElseThrow();
  private static final ClassDesc DOUBLES = DoubleSupplier.class.describeConstable().orElseThrow();
  private static final ClassDesc BOOLEANS = BooleanSupplier.class.describeConstable().orElseThrow();
  private static final ClassDesc OBJECTS = UnaryOperator.class.describeConstable().orElseThrow();
  private static final ClassDesc CALLS = BiFunction.class.describeConstable().orElseThrow();
  private static final int MOST_ARGUMENTS = 2;
  private static final ClassDesc OBJECT = Object.class.describeConstable().orElseThrow();
  private static final int MOST_SECONDS = Integer.MAX_VALUE;

  private ClockHook() {}

  /** Whether the agent has defined the class. */
  static boolean isInstalled() {
    return Class.forName(Object.class.getModule(), "java.lang.GonzoClock") != null;
  }

  /** Defines the class. The package {@code java.lang} must be open. */
  static void install() throws ReflectiveOperationException {
    var inside = MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
    Class<?> hook = inside.defineClass(ClassFile.of().build(CLASS, ClockHook::write));
    set(hook, "nanoTimes", (LongSupplier) ClockHook::nanoTime);
    set(hook, "millis", (LongSupplier) ClockHook::currentTimeMillis);
    set(hook, "adjustments", (LongUnaryOperator) ClockHook::nanoTimeAdjustment);
    set(hook, "seeds", (LongUnaryOperator) ClockHook::seed);
    set(hook, "fills", (Predicate<byte[]>) ClockHook::fill);
    set(hook, "threads", (Consumer<Thread>) ClockHook::starts);
    set(hook, "ids", (ToLongFunction<Thread>) ClockHook::threadId);
    set(hook, "delays", (Predicate<Object>) ClockHook::delay);
    set(hook, "randoms", (DoubleSupplier) ClockHook::random);
    set(hook, "numbers", (ToLongFunction<Thread>) ClockHook::threadNumber);
    set(hook, "reports", (Consumer<String>) ClockHook::leaks);
    set(hook, "simulations", (BooleanSupplier) () -> SimulationThread.jvmHere() != null);
    set(hook, "used", (Consumer<Object>) used -> RealReads.uses(used, false));
    set(hook, "changed", (Consumer<Object>) changed -> RealReads.uses(changed, true));
    set(hook, "refusals", (Consumer<String>) ClockHook::refuse);
    set(hook, "virtualStarts", (Consumer<Thread>) ClockHook::startVirtually);
    set(hook, "cleanings", (UnaryOperator<@Nullable Object>) Cleaners::registered);
    set(hook, "calls", (BiFunction<String, @Nullable Object[], @Nullable Object>) ReadCalls::read);
    // Everything that a read needs is linked now, and not when a thread is about to park.
    long _ = nanoTime() + currentTimeMillis();
    KeptState.prepare();
    var _ = ReadCalls.read("System.getProperty/1", new Object[] {"java.version"});
  }

  private static void set(Class<?> hook, String name, Object value)
      throws ReflectiveOperationException {
    Field field = hook.getField(name);
    field.set(null, value);
  }

  // ---------------------------------------------------------------- what it does

  private static long nanoTime() {
    SimulatedJvm jvm = SimulationThread.jvmHere();
    return jvm == null ? RealReads.number("System.nanoTime", System.nanoTime()) : jvm.nanoTime();
  }

  private static long currentTimeMillis() {
    SimulatedJvm jvm = SimulationThread.jvmHere();
    return jvm == null
        ? RealReads.number("System.currentTimeMillis", System.currentTimeMillis())
        : jvm.wallTime().toEpochMilli();
  }

  /**
   * How many nanoseconds the simulated wall clock is after a second; -1 if that is too far away, as
   * in the JDK; {@code Long.MIN_VALUE} outside of simulations.
   */
  private static long nanoTimeAdjustment(long seconds) {
    SimulatedJvm jvm = SimulationThread.jvmHere();
    Instant now = jvm == null ? RealReads.instant() : jvm.wallTime();
    if (now == null) {
      return Long.MIN_VALUE;
    }
    long after = now.getEpochSecond() - seconds;
    return Math.abs(after) > MOST_SECONDS ? -1 : after * 1_000_000_000L + now.getNano();
  }

  private static long seed(long real) {
    Draws draws = KeptState.draws();
    return draws == null ? RealReads.number("the seed of a random generator", real) : draws.next();
  }

  private static boolean fill(byte[] bytes) {
    Draws draws = KeptState.draws();
    if (draws == null) {
      return RealReads.fill(bytes);
    }
    draws.fill(bytes);
    return true;
  }

  private static void starts(Thread thread) {
    SimulatedJvm jvm = SimulationThread.jvmHere();
    if (jvm != null && !Cleaners.starts(thread)) {
      jvm.starts(thread);
    }
  }

  /** Starts a thread of the JDK that only calls listeners; in simulations as a virtual one. */
  private static void startVirtually(Thread thread) {
    (SimulationThread.jvmHere() == null ? thread : Thread.ofVirtual().unstarted(thread)).start();
  }

  private static void refuse(String way) {
    SimulatedJvm jvm = SimulationThread.jvmHere();
    if (jvm == null && way.equals(ProgramExits.REFUSED)) {
      ProgramExits.called();
      return;
    }
    int end = way.indexOf('\n');
    String what = way.substring(0, end);
    String instead = way.substring(end + 1);
    if (jvm != null) {
      jvm.leaves(what, instead);
    } else {
      RealReads.leaves(what, instead);
    }
  }

  /** Ids are counted in the whole JVM, so in a simulation they are left out of random numbers. */
  private static long threadId(Thread thread) {
    return SimulationThread.jvmHere() == null ? thread.threadId() : 0;
  }

  private static double random() {
    Draws draws = KeptState.draws();
    return draws == null ? RealReads.unit(Math.random()) : draws.unit();
  }

  private static long threadNumber(Thread thread) {
    SimulatedJvm jvm = SimulationThread.jvmHere();
    return jvm == null ? thread.threadId() : jvm.threadNumber(thread);
  }

  private static void leaks(String what) {
    if (SimulationThread.jvmHere() != null) {
      SeedLeaks.record(what);
    }
  }

  /**
   * Runs a delayed task of the JDK in a virtual thread of the simulation; false outside of
   * simulations.
   */
  private static boolean delay(Object task) {
    SimulatedJvm jvm = SimulationThread.jvmHere();
    if (jvm == null
        || !Thread.currentThread().isVirtual()
        || !(task instanceof Runnable action && task instanceof Delayed delayed)) {
      return false;
    }
    // Created here, because a virtual thread runs where the one runs that creates it.
    Thread thread = Thread.ofVirtual().inheritInheritableThreadLocals(false).unstarted(action);
    Runnable _ = jvm.after(delayed.getDelay(TimeUnit.NANOSECONDS), thread::start);
    return true;
  }

  // ---------------------------------------------------------------- how it is written

  private static void write(ClassBuilder type) {
    type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
    for (String name : Arrays.asList("nanoTimes", "millis")) {
      type.withField(name, SUPPLIER, STATIC | ClassFile.ACC_VOLATILE);
    }
    for (String name : Arrays.asList("adjustments", "seeds")) {
      type.withField(name, OPERATOR, STATIC | ClassFile.ACC_VOLATILE);
    }
    for (String name : Arrays.asList("fills", "delays")) {
      type.withField(name, PREDICATE, STATIC | ClassFile.ACC_VOLATILE);
    }
    for (String name : Arrays.asList("ids", "numbers")) {
      type.withField(name, FUNCTION, STATIC | ClassFile.ACC_VOLATILE);
    }
    for (String name :
        Arrays.asList("threads", "virtualStarts", "reports", "refusals", "used", "changed")) {
      type.withField(name, CONSUMER, STATIC | ClassFile.ACC_VOLATILE);
    }
    type.withField("randoms", DOUBLES, STATIC | ClassFile.ACC_VOLATILE);
    type.withField("simulations", BOOLEANS, STATIC | ClassFile.ACC_VOLATILE);
    type.withField("cleanings", OBJECTS, STATIC | ClassFile.ACC_VOLATILE);
    type.withField("calls", CALLS, STATIC | ClassFile.ACC_VOLATILE);
    for (int count = 0; count <= MOST_ARGUMENTS; count++) {
      int arguments = count;
      method(type, "read", ProgramReads.shape(count), code -> calls(code, arguments));
    }
    method(type, "nanoTime", READ, code -> reads(code, "nanoTimes", "nanoTime"));
    method(type, "currentTimeMillis", READ, code -> reads(code, "millis", "currentTimeMillis"));
    method(type, "getNanoTimeAdjustment", CHANGE, ClockHook::adjusts);
    method(type, "seed", CHANGE, code -> operates(code, "seeds").lreturn());
    method(type, "fill", FILL, code -> tests(code, "fills"));
    method(type, "delay", DELAY, code -> tests(code, "delays"));
    method(type, "threadId", THREAD_ID, code -> applies(code, "ids"));
    method(type, "threadNumber", THREAD_ID, code -> applies(code, "numbers"));
    method(type, "starts", STARTS, code -> accepts(code, "threads"));
    method(type, "startVirtually", STARTS, code -> accepts(code, "virtualStarts"));
    method(type, "uses", USES, code -> accepts(code, "used"));
    method(type, "changes", USES, code -> accepts(code, "changed"));
    method(type, "leaks", LEAKS, code -> accepts(code, "reports"));
    method(type, "refuse", LEAKS, code -> accepts(code, "refusals"));
    method(
        type,
        "isSimulated",
        IS_SIMULATED,
        code ->
            code.getstatic(CLASS, "simulations", BOOLEANS)
                .invokeinterface(BOOLEANS, "getAsBoolean", IS_SIMULATED)
                .ireturn());
    method(
        type,
        "cleaning",
        CLEANING,
        code ->
            code.getstatic(CLASS, "cleanings", OBJECTS)
                .aload(0)
                .invokeinterface(OBJECTS, "apply", CLEANING)
                .areturn());
    method(
        type,
        "random",
        RANDOM,
        code ->
            code.getstatic(CLASS, "randoms", DOUBLES)
                .invokeinterface(DOUBLES, "getAsDouble", RANDOM)
                .dreturn());
  }

  private static void calls(CodeBuilder code, int arguments) {
    code.getstatic(CLASS, "calls", CALLS)
        .aload(arguments)
        .loadConstant(arguments)
        .anewarray(OBJECT);
    for (int i = 0; i < arguments; i++) {
      code.dup().loadConstant(i).aload(i).aastore();
    }
    code.invokeinterface(CALLS, "apply", MethodTypeDesc.of(CD_Object, CD_Object, CD_Object))
        .areturn();
  }

  private static void applies(CodeBuilder code, String field) {
    code.getstatic(CLASS, field, FUNCTION)
        .aload(0)
        .invokeinterface(FUNCTION, "applyAsLong", MethodTypeDesc.of(CD_long, OBJECT))
        .lreturn();
  }

  private static void accepts(CodeBuilder code, String field) {
    code.getstatic(CLASS, field, CONSUMER)
        .aload(0)
        .invokeinterface(CONSUMER, "accept", MethodTypeDesc.of(CD_void, OBJECT))
        .return_();
  }

  private static void method(
      ClassBuilder type, String name, MethodTypeDesc signature, Consumer<CodeBuilder> body) {
    type.withMethodBody(name, signature, STATIC, body);
  }

  /** The JDK's own clock until the hook is complete. */
  private static void reads(CodeBuilder code, String field, String method) {
    code.getstatic(CLASS, field, SUPPLIER)
        .ifThenElse(
            Opcode.IFNULL,
            real -> real.invokestatic(SYSTEM, method, READ).lreturn(),
            simulated ->
                simulated
                    .getstatic(CLASS, field, SUPPLIER)
                    .invokeinterface(SUPPLIER, "getAsLong", READ)
                    .lreturn());
  }

  private static void tests(CodeBuilder code, String field) {
    code.getstatic(CLASS, field, PREDICATE)
        .aload(0)
        .invokeinterface(PREDICATE, "test", MethodTypeDesc.of(CD_boolean, OBJECT))
        .ireturn();
  }

  private static CodeBuilder operates(CodeBuilder code, String field) {
    return code.getstatic(CLASS, field, OPERATOR)
        .lload(0)
        .invokeinterface(OPERATOR, "applyAsLong", CHANGE);
  }

  private static void adjusts(CodeBuilder code) {
    operates(code, "adjustments")
        .lstore(2)
        .lload(2)
        .loadConstant(Long.MIN_VALUE)
        .lcmp()
        .ifThenElse(
            Opcode.IFEQ,
            real -> real.lload(0).invokestatic(VM, "getNanoTimeAdjustment", CHANGE).lreturn(),
            simulated -> simulated.lload(2).lreturn());
  }
}
