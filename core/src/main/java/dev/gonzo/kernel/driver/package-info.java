/** What the drivers have in common. */
package dev.gonzo.kernel.driver;
