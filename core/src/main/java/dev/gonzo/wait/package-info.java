/**
 * Waiting in user space: for a task of the same kernel, or for any task or thread. The universal
 * queues, events and promises are built on it. Not exported.
 */
package dev.gonzo.wait;
