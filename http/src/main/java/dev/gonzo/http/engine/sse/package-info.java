/** Server-sent events (WHATWG HTML, section 9.2) without I/O. */
package dev.gonzo.http.engine.sse;
