/**
 * Reads the traces that {@code gonzo sim --trace} writes: finds where two of them differ, and draws
 * one as a timeline. A trace may have millions of lines: only the timeline keeps more than a few of
 * them.
 */
@NullMarked
package dev.gonzo.cli.history;

import org.jspecify.annotations.NullMarked;
