package dev.gonzo.junit;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** The part of {@link Simulated} that JUnit calls for a test: an invocation for each seed. */
final class SimulatedExtension
    implements TestTemplateInvocationContextProvider, ExecutionCondition {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SimulatedExtension.class);

  SimulatedExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), Simulated.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    if (context.getTestInstanceLifecycle().orElse(null) == TestInstance.Lifecycle.PER_CLASS) {
      throw new ExtensionConfigurationException(
          "@Simulated needs a new instance of the test class for each seed: remove"
              + " @TestInstance(PER_CLASS)");
    }
    SimulatorSetUp.require(context);
    Simulated how =
        AnnotationSupport.findAnnotation(context.getTestMethod(), Simulated.class).orElseThrow();
    Seeds seeds = Seeds.of(how, context);
    var hasFailed = new AtomicBoolean();
    var faults = new FaultTally(seeds.all().count());
    context.getStore(NAMESPACE).put(FaultTally.class, faults);
    // JUnit takes one invocation after the other, and runs each before it takes the next.
    return seeds
        .all()
        .takeWhile(_ -> !hasFailed.get())
        .mapToObj(seed -> invocation(seeds, seed, faults, hasFailed));
  }

  private static TestTemplateInvocationContext invocation(
      Seeds seeds, long seed, FaultTally faults, AtomicBoolean hasFailed) {
    return new TestTemplateInvocationContext() {
      @Override
      public String getDisplayName(int index) {
        return "seed " + seed;
      }

      @Override
      public List<Extension> getAdditionalExtensions() {
        return List.of(new SeedExtension(seeds, seed, faults, () -> hasFailed.set(true)));
      }
    };
  }

  /** Another annotation on the method would make JUnit run it outside of the simulation too. */
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    context
        .getTestMethod()
        .ifPresent(method -> {
          boolean isTest = AnnotationSupport.isAnnotated(method, Test.class);
          long templates =
              Stream.of(method.getAnnotations())
                  .filter(annotation ->
                      AnnotationSupport.isAnnotated(
                          annotation.annotationType(), TestTemplate.class))
                  .count();
          if (isTest || templates > 1 || AnnotationSupport.isAnnotated(method, TestFactory.class)) {
            throw new ExtensionConfigurationException(
                "@Simulated makes the method a test: remove the other annotation that does so"
                    + " (@Test, @GonzoTest, @ParameterizedTest, @RepeatedTest, @TestFactory)");
          }
        });
    return ConditionEvaluationResult.enabled("it is simulated");
  }
}
