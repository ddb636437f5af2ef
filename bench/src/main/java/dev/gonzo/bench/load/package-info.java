/** Programs that put servers under load; each is started as a process of its own. */
@NullMarked
package dev.gonzo.bench.load;

import org.jspecify.annotations.NullMarked;
