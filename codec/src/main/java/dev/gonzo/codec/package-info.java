/** Values of registered types as bytes, and back. */
@NullMarked
package dev.gonzo.codec;

import org.jspecify.annotations.NullMarked;
