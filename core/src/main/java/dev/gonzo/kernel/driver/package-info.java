/** The common part of the drivers. */
package dev.gonzo.kernel.driver;
