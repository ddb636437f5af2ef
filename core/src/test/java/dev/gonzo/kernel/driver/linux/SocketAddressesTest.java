package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.driver.AddressText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketAddressesTest {
  private final MemorySegment memory =
      Arena.ofAuto().allocate(SocketAddresses.STORAGE_BYTES, 8).fill((byte) 0x55);

  @Test
  void ipv4_takes_16_bytes_in_network_order() throws Exception {
    var address = new InetSocketAddress(InetAddress.getByName("1.2.3.254"), 0xABCD);
    assertThat(SocketAddresses.encode(address, memory)).isEqualTo(16);
    assertThat(memory.asSlice(0, 16).toArray(JAVA_BYTE))
        .containsExactly(2, 0, 0xAB, 0xCD, 1, 2, 3, 254, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(SocketAddresses.decode(memory, 16)).isEqualTo(address);
  }

  @Test
  void ipv6_takes_28_bytes_and_keeps_its_scope() throws Exception {
    byte[] host = InetAddress.getByName("fe80::1:2").getAddress();
    var address = new InetSocketAddress(Inet6Address.getByAddress(null, host, 7), 80);
    assertThat(SocketAddresses.encode(address, memory)).isEqualTo(28);
    assertThat(memory.asSlice(0, 8).toArray(JAVA_BYTE)).containsExactly(10, 0, 0, 80, 0, 0, 0, 0);
    assertThat(memory.asSlice(8, 16).toArray(JAVA_BYTE)).containsExactly(host);
    assertThat(memory.asSlice(24, 4).toArray(JAVA_BYTE)).containsExactly(7, 0, 0, 0);
    var decoded = (InetSocketAddress) SocketAddresses.decode(memory, 28);
    assertThat(decoded).isEqualTo(address);
    assertThat(((Inet6Address) decoded.getAddress()).getScopeId()).isEqualTo(7);
  }

  @Test
  void an_ipv4_address_in_ipv6_form_is_decoded_as_ipv4() throws Exception {
    SocketAddresses.encode(new InetSocketAddress(InetAddress.getByName("::1"), 80), memory);
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
    MemorySegment.copy(mapped, 0, memory, JAVA_BYTE, 8, 16);
    var decoded = (InetSocketAddress) SocketAddresses.decode(memory, 28);
    assertThat(decoded.getAddress()).isInstanceOf(Inet4Address.class);
    assertThat(AddressText.of(decoded)).isEqualTo("10.0.0.1:80");
  }

  @Test
  void what_is_not_an_internet_address_is_refused() {
    memory.fill((byte) 0);
    assertThatThrownBy(() -> SocketAddresses.decode(memory, 16))
        .hasMessage("not an internet address: family 0");
    var unresolved = InetSocketAddress.createUnresolved("nowhere", 1);
    assertThatThrownBy(() -> SocketAddresses.familyOf(unresolved))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere");
    assertThat(AddressText.of(unresolved)).isEqualTo("nowhere:1");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1:80",
    "::1, [::1]:80",
    "::, [::]:80",
    "fe80::, [fe80::]:80",
    "1:0:0:2:0:0:0:3, [1:0:0:2::3]:80",
    "1:2:3:4:5:6:7:0, [1:2:3:4:5:6:7:0]:80",
    "10:20:30:40:50:60:70:80, [10:20:30:40:50:60:70:80]:80",
    "fe80:0:0:0:0:0:0:1%3, [fe80::1%3]:80"
  })
  void an_address_reads_as_people_write_it(String literal, String text) throws Exception {
    var address = new InetSocketAddress(InetAddress.getByName(literal), 80);
    assertThat(AddressText.of(address)).isEqualTo(text);
  }

  @Test
  void a_name_is_told_with_its_address() throws Exception {
    var host = InetAddress.getByAddress("example", new byte[] {127, 0, 0, 1});
    assertThat(AddressText.of(new InetSocketAddress(host, 80))).isEqualTo("example:80 (127.0.0.1)");
  }
}
