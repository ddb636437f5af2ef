/** Checks that a journal keeps what its interface promises. */
@NullMarked
package dev.gonzo.durable.journal.conformance;

import org.jspecify.annotations.NullMarked;
