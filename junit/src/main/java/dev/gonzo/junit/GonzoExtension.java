package dev.gonzo.junit;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/** The part of {@link GonzoTest} that JUnit calls: it passes each method to the test's kernel. */
final class GonzoExtension
    implements InvocationInterceptor,
        BeforeEachCallback,
        AfterEachCallback,
        ExecutionCondition,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(GonzoExtension.class);
  private static final String GRACE = "gonzo.junit.grace.seconds";
  private static final long DEFAULT_GRACE = 10;

  GonzoExtension() {}

  // ---------------------------------------------------------------- the kernel of a test

  /** The kernel of a test, started by the first method that needs it. */
  private static TestKernel kernel(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(TestKernel.class, _ -> start(context), TestKernel.class);
  }

  private static Optional<TestKernel> startedKernel(ExtensionContext context) {
    return Optional.ofNullable(context.getStore(NAMESPACE).get(TestKernel.class, TestKernel.class));
  }

  private static TestKernel start(ExtensionContext context) {
    return TestKernel.start(annotation(context), grace(context));
  }

  /** How long a test that takes too long may clean up before its kernel is abandoned. */
  static Duration grace(ExtensionContext context) {
    return Duration.ofSeconds(
        context.getConfigurationParameter(GRACE, Long::valueOf).orElse(DEFAULT_GRACE));
  }

  /** The annotation that is nearest to the test. */
  private static GonzoTest annotation(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getTestMethod(), GonzoTest.class)
        .or(() ->
            AnnotationSupport.findAnnotation(
                context.getRequiredTestClass(), GonzoTest.class, context.getEnclosingTestClasses()))
        .orElseThrow(() ->
            new IllegalStateException("add @GonzoTest instead of @ExtendWith(GonzoExtension)"));
  }

  /** A method in the main task; that of a simulated test is passed to the simulation instead. */
  private static <T extends @Nullable Object> T call(
      Invocation<T> invocation, ExtensionContext context) throws Throwable {
    return isSimulated(context) ? invocation.proceed() : kernel(context).call(invocation);
  }

  private static boolean isSimulated(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), Simulated.class);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!isSimulated(context)) {
      TestKernel _ = kernel(context);
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    startedKernel(context).ifPresent(TestKernel::close);
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
      ExtensionContext context)
      throws Throwable {
    // An instance for all tests of a class is made before any of them, and so outside.
    return context.getTestMethod().isPresent() ? call(invocation, context) : invocation.proceed();
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    call(invocation, context);
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    call(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    call(invocation, context);
  }

  @Override
  public <T extends @Nullable Object> T interceptTestFactoryMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    return call(invocation, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<@Nullable Void> invocation,
      DynamicTestInvocationContext called,
      ExtensionContext context)
      throws Throwable {
    kernel(context).callAlone(invocation);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    call(invocation, context);
  }

  // ---------------------------------------------------------------- JUnit's timeout

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw withTasks(context, thrown);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw withTasks(context, thrown);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw withTasks(context, thrown);
  }

  /** JUnit makes the exception of its timeout itself: adds what the kernel's tasks did. */
  private static Throwable withTasks(ExtensionContext context, Throwable thrown) {
    if (!(thrown instanceof TimeoutException)) {
      return thrown;
    }
    String report = startedKernel(context).map(TestKernel::takeTimeoutReport).orElse(null);
    if (report == null) {
      return thrown;
    }
    var shown = new TimeoutException(thrown.getMessage() + "\n" + report);
    shown.setStackTrace(thrown.getStackTrace());
    shown.initCause(thrown.getCause());
    for (Throwable suppressed : thrown.getSuppressed()) {
      shown.addSuppressed(suppressed);
    }
    return shown;
  }

  // ---------------------------------------------------------------- competing annotations

  /**
   * The annotation makes its method a test. If another annotation makes it a test template or a
   * factory too, JUnit has both, and this one is skipped.
   */
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String id = context.getUniqueId();
    boolean isPlainTest = id.substring(id.lastIndexOf('/') + 1).startsWith("[method:");
    if (isPlainTest
        && (AnnotationSupport.isAnnotated(context.getElement(), TestTemplate.class)
            || AnnotationSupport.isAnnotated(context.getElement(), TestFactory.class))) {
      return ConditionEvaluationResult.disabled(
          "it runs as the other annotation of the method says; put @GonzoTest on the class");
    }
    return ConditionEvaluationResult.enabled("it runs in a kernel");
  }
}
