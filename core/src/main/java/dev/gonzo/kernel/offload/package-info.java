/** Work on threads outside the kernel, for tasks that wait for it. */
package dev.gonzo.kernel.offload;
