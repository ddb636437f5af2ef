package dev.gonzo.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The sections of the specification, {@code docs/traps.md}, that a test of the kit checks. On a
 * chapter: the sections that its programs depend on, if its tests are about user space and not
 * about single sections.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Specified {
  /** {@return the sections' numbers, such as {@code 2.13}} */
  String[] value();
}
