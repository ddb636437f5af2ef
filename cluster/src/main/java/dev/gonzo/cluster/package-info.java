/** Tasks, channels and singletons across machines. */
@NullMarked
package dev.gonzo.cluster;

import org.jspecify.annotations.NullMarked;
