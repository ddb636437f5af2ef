/**
 * Sequences whose elements are made one at a time, by code that may suspend.
 *
 * <p>{@link dev.gonzo.generator.Generator} has a producer and a consumer, both straight-line code.
 */
package dev.gonzo.generator;
