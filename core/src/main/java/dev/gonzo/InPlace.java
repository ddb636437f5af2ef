package dev.gonzo;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an argument that is code, and that the method runs before it returns, in the calling task
 * or thread, such as the body of {@link Gonzo#timeoutAfter}: the caller's deadlines, shields and
 * locks apply to it. Its opposite is {@link Elsewhere}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface InPlace {}
