/**
 * How user space waits for somebody: for a task of the same kernel, or for anybody at all. What the
 * universal queues, events and promises are made of. Not exported.
 */
package dev.gonzo.universal;
