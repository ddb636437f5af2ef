/** Figures about kernels and tasks, through Micrometer. */
@NullMarked
package dev.gonzo.metrics;

import org.jspecify.annotations.NullMarked;
