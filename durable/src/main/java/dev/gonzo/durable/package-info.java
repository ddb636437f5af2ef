/** Tasks that go on after a crash, from a journal. */
@NullMarked
package dev.gonzo.durable;

import org.jspecify.annotations.NullMarked;
