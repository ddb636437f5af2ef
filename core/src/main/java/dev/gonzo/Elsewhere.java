package dev.gonzo;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an argument that is code, and that runs in another task or thread, or only later, such as
 * the body of {@link Gonzo#spawn}: it does not own the caller's locks, and is not inside the
 * caller's deadlines and shields. Its opposite is {@link InPlace}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Elsewhere {}
