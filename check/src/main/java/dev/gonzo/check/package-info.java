/**
 * Method colours at compile time: {@link dev.gonzo.check.GonzoPlugin} reports definite faults in
 * sources, and {@link dev.gonzo.check.LibraryColours} infers which methods of a library can suspend
 * or block natively.
 */
@NullMarked
package dev.gonzo.check;

import org.jspecify.annotations.NullMarked;
