/** The events of kernels in recordings of the JDK's Flight Recorder. Internal. */
@NullMarked
package dev.gonzo.kernel.jfr;

import org.jspecify.annotations.NullMarked;
