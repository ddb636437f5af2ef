/** The context and the spans of OpenTelemetry in tasks. */
@NullMarked
package dev.gonzo.tracing;

import org.jspecify.annotations.NullMarked;
