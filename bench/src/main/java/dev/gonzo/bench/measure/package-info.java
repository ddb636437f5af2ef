/** Samples, and what is computed from them. */
@NullMarked
package dev.gonzo.bench.measure;

import org.jspecify.annotations.NullMarked;
