package dev.gonzo;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that is not to be called inside a coroutine, because it blocks the thread and with
 * it the kernel. Begin its body by {@link Gonzo#refuseInCoroutine}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface SyncOnly {
  /** {@return what to call inside a coroutine instead; empty if there is nothing} */
  String instead() default "";
}
