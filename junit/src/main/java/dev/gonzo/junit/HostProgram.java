package dev.gonzo.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method of a test class the program of a simulated host, in each of its {@link Simulated}
 * tests. It starts after the constructor, and again when the host restarts. If it throws something,
 * the test has failed.
 *
 * <p>The method may have parameters of the types {@code Host}, for the host on which it runs, and
 * {@code Simulation}. Fields of the test class are shared by all hosts, which is for checks only: a
 * real machine does not see them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface HostProgram {
  /** {@return the names of the hosts that run it; the name of the method if there are none} */
  String[] value() default {};
}
