/** Tasks on a Netty event loop: {@link dev.gonzo.netty.NettyKernel}. */
package dev.gonzo.netty;
