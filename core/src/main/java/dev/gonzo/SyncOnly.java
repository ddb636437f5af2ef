package dev.gonzo;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that must not be called inside a coroutine, because it blocks the thread and so
 * the kernel. The method should call {@link Coroutine#refuseBlocking} first.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface SyncOnly {
  /** {@return what to call inside a coroutine instead; may be empty} */
  String instead() default "";
}
