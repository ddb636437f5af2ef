/** What {@code gonzo durable} prints. */
@NullMarked
package dev.gonzo.cli.durable;

import org.jspecify.annotations.NullMarked;
