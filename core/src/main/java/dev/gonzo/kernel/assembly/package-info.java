/** Puts the kernels that users open by name together, from loops and drivers. */
package dev.gonzo.kernel.assembly;
