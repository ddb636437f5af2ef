package dev.gonzo.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs tests inside a kernel: a test calls {@code spawn}, {@code sleep} and the other async methods
 * as a program does inside {@code run}.
 *
 * <pre>{@code
 * @GonzoTest(virtualTime = true)
 * class CacheTest {
 *   private final Cache cache = new Cache(ofMinutes(5));
 *
 *   @BeforeEach
 *   void fill() {
 *     cache.put("key", "value");
 *   }
 *
 *   @Test
 *   void an_entry_expires() {
 *     sleep(ofMinutes(6));
 *     assertNull(cache.get("key"));
 *   }
 * }
 * }</pre>
 *
 * <p>On a class, it applies to all tests of the class and of its {@code @Nested} and derived
 * classes: {@code @Test}, {@code @ParameterizedTest}, {@code @RepeatedTest} and
 * {@code @TestFactory}. On a method, it makes the method a test, with or without {@code @Test}; for
 * a parameterised, repeated or dynamic test put it on the class. The annotation that is nearest to
 * the test applies.
 *
 * <p>Each test has a kernel of its own. The constructor of the test class (if each test has its own
 * instance), the {@code @BeforeEach} methods, the test and the {@code @AfterEach} methods run one
 * after the other in its main task; between them the other tasks go on until they wait. The dynamic
 * tests of a factory share the factory's kernel. {@code @BeforeAll} and {@code @AfterAll} run
 * outside.
 *
 * <p>A test fails if
 *
 * <ul>
 *   <li>a task has failed, and the test did not join it;
 *   <li>it leaves something behind: a task that is no daemon, a socket, file, process or signal
 *       handler that is open, or a thread that Gonzo started. The failure says what it is, and
 *       where the test made it;
 *   <li>all its tasks wait and nothing can wake them: the failure is the {@link
 *       dev.gonzo.DeadlockException} with its report;
 *   <li>it exceeds JUnit's {@code @Timeout}. The main task is cancelled, and so cleans up; the
 *       message shows all tasks at that moment. If the test does not end within ten more seconds
 *       (configuration parameter {@code gonzo.junit.grace.seconds}), its kernel is abandoned.
 * </ul>
 *
 * <p>Tests may run in parallel. The thread of a test method is not JUnit's, so an extension that
 * keeps its state in a {@code ThreadLocal} does not see it there.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Test
@ExtendWith(GonzoExtension.class)
public @interface GonzoTest {
  /**
   * {@return the name of the kernel, as in {@code -Dgonzo.kernel}} By default that property
   * applies, or else the kernel that works best on this machine.
   */
  String kernel() default "";

  /**
   * {@return whether the test runs in virtual time} The clock then moves only when no task can run,
   * and jumps to the next timer.
   */
  boolean virtualTime() default false;
}
