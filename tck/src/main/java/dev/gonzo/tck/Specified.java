package dev.gonzo.tck;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the sections of the specification, {@code docs/traps.md}, to which a test of the kit holds
 * a kernel. On a chapter: the sections that its programs are built on, where a single test is about
 * user space and no one section.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Specified {
  /** {@return the sections' numbers, such as {@code 2.13}} */
  String[] value();
}
