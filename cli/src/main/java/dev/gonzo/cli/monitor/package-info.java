/** Shows a running program: {@code gonzo ps}, {@code top} and {@code monitor}. */
@NullMarked
package dev.gonzo.cli.monitor;

import org.jspecify.annotations.NullMarked;
