package dev.gonzo;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an async method: one that may suspend and can be called only inside a coroutine. Called
 * anywhere else, it throws {@link OutsideKernelException}. A method marked
 * {@code @Async(Suspension.NEVER)} can be called only there, too, but never suspends.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface Async {
  /** {@return whether the method may suspend} */
  Suspension value() default Suspension.POSSIBLE;
}
