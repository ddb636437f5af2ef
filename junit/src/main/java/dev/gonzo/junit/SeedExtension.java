package dev.gonzo.junit;

import dev.gonzo.report.Rethrow;
import dev.gonzo.sim.Ending;
import dev.gonzo.sim.Host;
import dev.gonzo.sim.Simulation;
import dev.gonzo.sim.SimulationOptions;
import dev.gonzo.sim.search.PlanText;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * The part of {@link Simulated} that JUnit calls for one seed: it passes each method to the
 * simulation of the seed, and ends that after the last one.
 */
final class SeedExtension
    implements InvocationInterceptor,
        BeforeEachCallback,
        AfterEachCallback,
        ParameterResolver,
        AutoCloseable {
  /** One simulation in this JVM at a time. */
  private static final Semaphore TURN = new Semaphore(1, true);

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SeedExtension.class);

  private final Seeds seeds;
  private final long seed;
  private final FaultTally faults;
  private final Runnable whenFailed;
  private final Steps steps = new Steps();
  private @Nullable SimulatedTest test;
  private @Nullable ExtensionContext context;
  // That whose hosts are parameters now: it changes when the test is run again.
  private volatile @Nullable SimulatedRun current;
  private @Nullable QuietOutput quiet;
  private @Nullable SeedFailedError failure;
  private boolean isAborted;
  private boolean isConcluded;

  SeedExtension(Seeds seeds, long seed, FaultTally faults, Runnable whenFailed) {
    this.seeds = seeds;
    this.seed = seed;
    this.faults = faults;
    this.whenFailed = whenFailed;
  }

  /** The test in its simulation, which is started by the first method that needs it. */
  private SimulatedTest test(ExtensionContext of) {
    SimulatedTest started = test;
    if (started == null) {
      SimulationOptions options = seeds.options(seed);
      TURN.acquireUninterruptibly();
      // Closed after the test, also if JUnit calls nothing else because the constructor has failed.
      of.getStore(NAMESPACE).put(seed, this);
      started = start(options);
      test = started;
      context = of;
      current = started.run();
      quiet = seeds.areMany() ? QuietOutput.begin() : null;
    }
    return started;
  }

  private SimulatedTest start(SimulationOptions options) {
    try {
      return new SimulatedTest(options, seeds.patience(), seeds.grace());
    } catch (RuntimeException | Error broken) {
      TURN.release();
      throw broken;
    }
  }

  /** Runs a method in the simulation. */
  private <T extends @Nullable Object> T call(Invocation<T> invocation, ExtensionContext of)
      throws Throwable {
    try {
      return test(of).call(invocation);
    } catch (TestAbortedException aborted) {
      isAborted = true;
      throw aborted;
    } catch (Throwable thrown) {
      throw failed(thrown);
    }
  }

  /** The first failure is the one that is shrunk; the others are as they are. */
  private Throwable failed(Throwable thrown) {
    if (failure == null) {
      failure = SeedFailedError.of(thrown);
      return failure;
    }
    return thrown == failure.getCause() ? failure : thrown;
  }

  // ---------------------------------------------------------------- methods

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public <T> T interceptTestClassConstructor(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Constructor<T>> called,
      ExtensionContext of)
      throws Throwable {
    steps.constructed(called.getExecutable(), of.getEnclosingTestClasses());
    return call(invocation, of);
  }

  @Override
  public void beforeEach(ExtensionContext of) {
    List<Object> instances = of.getRequiredTestInstances().getAllInstances();
    steps.hostsStarted(instances);
    SimulatedTest started = test(of);
    try {
      Object _ =
          call(
              () -> {
                HostPrograms.start(instances, started.run());
                return null;
              },
              of);
    } catch (Throwable thrown) {
      throw Rethrow.unchecked(thrown);
    }
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext of)
      throws Throwable {
    steps.called(Steps.Kind.BEFORE, called.getExecutable(), called.getTarget().orElse(null));
    Object _ = call(invocation, of);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext of)
      throws Throwable {
    steps.called(Steps.Kind.TEST, called.getExecutable(), called.getTarget().orElse(null));
    Object _ = call(invocation, of);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext of)
      throws Throwable {
    steps.called(Steps.Kind.AFTER, called.getExecutable(), called.getTarget().orElse(null));
    Object _ = call(invocation, of);
  }

  // ---------------------------------------------------------------- parameters

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext of) {
    Class<?> type = parameter.getParameter().getType();
    return type == Host.class || type == Simulation.class || type == Transcript.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext of) {
    SimulatedTest _ = test(of);
    SimulatedRun run = current;
    if (run == null) {
      throw new IllegalStateException("no simulation was started");
    }
    Class<?> type = parameter.getParameter().getType();
    if (type == Simulation.class) {
      return run.simulation();
    }
    return type == Transcript.class
        ? run.transcript().used()
        : HostParameter.resolve(parameter, run.hosts());
  }

  // ---------------------------------------------------------------- the end

  @Override
  public void afterEach(ExtensionContext of) {
    conclude();
  }

  @Override
  public void close() {
    conclude();
  }

  private void conclude() {
    SimulatedTest ended = test;
    ExtensionContext of = context;
    if (isConcluded || ended == null || of == null) {
      return;
    }
    isConcluded = true;
    try {
      Throwable found = null;
      try {
        ended.finish();
      } catch (Throwable left) {
        found = failed(left);
      }
      Ending<?> ending = null;
      try {
        ending = ended.ending();
        if (failure == null && ending.failure().isPresent()) {
          found = failed(ending.failure().get());
        }
      } catch (Throwable none) {
        found = failed(none);
      }
      if (quiet != null) {
        quiet.close();
      }
      if (failure == null && !isAborted && ending != null) {
        faults.add(ending);
        found = unseen(ended, ending, of);
      }
      if (of.getExecutionException().isPresent() && !isAborted) {
        whenFailed.run();
      }
      if (failure != null) {
        whenFailed.run();
        explain(failure, ended, ending, of);
      }
      if (found != null) {
        throw Rethrow.unchecked(found);
      }
    } finally {
      TURN.release();
    }
  }

  /** What is wrong with a seed whose methods have passed; null if nothing is. */
  private @Nullable Throwable unseen(SimulatedTest ended, Ending<?> ending, ExtensionContext of) {
    try {
      Transcript transcript = ended.run().transcript();
      if (transcript.isUsed()) {
        TranscriptFile.of(of).compare(transcript.lines());
      }
      if (seeds.isSampled(seed)) {
        repeats(of).requireSame(ending);
      }
      return null;
    } catch (Throwable wrong) {
      return failed(wrong);
    }
  }

  private Repeats repeats(ExtensionContext of) {
    return new Repeats(steps, seeds.options(seed), seeds.patience(), of, run -> current = run);
  }

  private void explain(
      SeedFailedError failed,
      SimulatedTest ended,
      @Nullable Ending<?> ending,
      ExtensionContext of) {
    var report = new FailureReport(seeds, seed, of);
    Throwable cause = failed.getCause();
    if (ended.isAbandoned() || ending == null || cause == null || !ShrunkFailure.canShrink(cause)) {
      failed.add(report.withoutHistory());
      return;
    }
    Optional<PlanText> plan = seeds.plan();
    if (plan.isPresent()) {
      failed.add(report.ofPlan(ending, plan.get()));
      return;
    }
    Repeats repeats = repeats(of);
    failed.add(
        report.of(
            ending, ShrunkFailure.of(cause, ending, repeats, seeds.how().shrinkRuns()), repeats));
  }
}
