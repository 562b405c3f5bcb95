/* CRC-32 of IEEE 802.3, reflected (polynomial 0xEDB88320), half a byte at a time: 64 bytes of table
 * rather than a kilobyte, since snapshots are small and flash on a controller is dear.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ostrov/base.h>

uint32_t ostrov_crc32(uint32_t crc, const void *bytes, size_t count)
{
    /* table[n] is n after four steps of the register: n even shifts, n odd shifts and folds. */
    static const uint32_t table[16] = {
        0x00000000u, 0x1DB71064u, 0x3B6E20C8u, 0x26D930ACu, 0x76DC4190u, 0x6B6B51F4u,
        0x4DB26158u, 0x5005713Cu, 0xEDB88320u, 0xF00F9344u, 0xD6D6A3E8u, 0xCB61B38Cu,
        0x9B64C2B0u, 0x86D3D2D4u, 0xA00AE278u, 0xBDBDF21Cu,
    };
    const unsigned char *at = bytes;
    if (bytes == NULL) {
        return crc;
    }
    crc = ~crc;
    for (size_t i = 0; i < count; i++) {
        crc ^= at[i];
        crc = (crc >> 4) ^ table[crc & 15u];
        crc = (crc >> 4) ^ table[crc & 15u];
    }
    return ~crc;
}
