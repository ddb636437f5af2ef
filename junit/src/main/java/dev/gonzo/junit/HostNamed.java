package dev.gonzo.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which host a parameter of a {@link Simulated} test is. It is not needed if there is one host
 * only, or if the test is compiled with {@code javac -parameters} and the parameter has the name of
 * the host.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface HostNamed {
  /** {@return the name of the host} */
  String value();
}
