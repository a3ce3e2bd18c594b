// Apsis: Rocket Pool rewards indexer and oracle node.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace apsis {

/// Wallet files around the seed of the well-known test words ("test test … junk"), made by the
/// libraries that the official client uses.
/// PBKDF2, default path, index 0.
inline constexpr char plain_wallet[] =
    R"({"crypto":{"checksum":{"function":"sha256","message":"9bee40ca296c63dbc4f01c5dad89c4)"
    R"(eeb506ea02867af6e7718a4d1039445c13","params":{}},"cipher":{"function":"aes-128-ctr",)"
    R"("message":"325c0634c5e71c61ec300d810365af1ef7783928542f5d31026be1d850febbcdedb9065cf)"
    R"(55aaab06d717257131b4afb9fe86712125c4cd8fc857603b44ecad4","params":{"iv":"1643e7e013c)"
    R"(26da69da6d4bdbc1b8ca3"}},"kdf":{"function":"pbkdf2","message":"","params":{"c":26214)"
    R"(4,"dklen":32,"prf":"hmac-sha256","salt":"4c0a19d5ab5abb8a06833f58e5c8ea209c486afbab7)"
    R"(c4d71380f75bebc4c109b"}}},"name":"keystore","version":4,"uuid":"23a9b092-927d-4271-9)"
    R"(d95-f029ac608a75","derivationPath":"m/44'/60'/0'/0/%d","next_account":0})";
/// scrypt, Ledger Live's path, index 3.
inline constexpr char ledger_wallet[] =
    R"({"crypto":{"checksum":{"function":"sha256","message":"373f4ea5d459b19b3273a1a81692bc)"
    R"(4806d7dd8410ed52449858952780d8aaa5","params":{}},"cipher":{"function":"aes-128-ctr",)"
    R"("message":"b9469dcd4b7e1b66433ea2feb8c7b7b1825595cd6f4917f056b5c254da78dce3f73d7dc75)"
    R"(1b615df3bc0728f5b4b19ed7acadd4713f712fb86badd312b56fa95","params":{"iv":"8800d9c00c3)"
    R"(4180bca8e3cba731b7f06"}},"kdf":{"function":"scrypt","message":"","params":{"dklen":3)"
    R"(2,"n":262144,"p":1,"r":8,"salt":"34fa96dfed4e5d4161fba943f75d8de68c65abd8b9e741a4ef2)"
    R"(15338c64494b8"}}},"name":"keystore","version":4,"uuid":"34d7c913-2e2e-472a-8358-a2bd)"
    R"(16ef174e","derivationPath":"m/44'/60'/%d/0/0","walletIndex":3,"next_account":0})";
/// PBKDF2, MyEtherWallet's path, index 3, a password in mathematical letters.
inline constexpr char unicode_wallet[] =
    R"({"crypto":{"checksum":{"function":"sha256","message":"53e3040fc586e0cc163b1fd13ed8e1)"
    R"(8c4f4a120f0c0dce3f7dd1549ce3169464","params":{}},"cipher":{"function":"aes-128-ctr",)"
    R"("message":"f611d68d99c3e8c273bf5ab501a41bcfd11ba8e6e1e3b6662bdbe1d641e32fdd15c184501)"
    R"(5cce7f97711ef01cdb76fe5aba6473baa48701a410ccf983f444a0d","params":{"iv":"b5676538d51)"
    R"(8186b4cf78ba4a6a2a00b"}},"kdf":{"function":"pbkdf2","message":"","params":{"c":26214)"
    R"(4,"dklen":32,"prf":"hmac-sha256","salt":"2287d75bfde6712cbbdf365d2c437ac120ca800304a)"
    R"(7ba54e1e1e97966c91b2e"}}},"name":"keystore","version":4,"uuid":"5009bc53-c77c-4216-b)"
    R"(b75-14f62b50e7e1","derivationPath":"m/44'/60'/0'/%d","walletIndex":3,"next_account":)"
    R"(0})";
/// PBKDF2, no path and no index: a file of an early client.
inline constexpr char pathless_wallet[] =
    R"({"crypto":{"checksum":{"function":"sha256","message":"c94ffbd69c81e35f85030508fe64f5)"
    R"(3dafef0cabec9416e6632ad42b4241b673","params":{}},"cipher":{"function":"aes-128-ctr",)"
    R"("message":"a5d4212b957f6467a52f0a2cde14bb4555a33c971100903554a964558e7d115387d1dd45d)"
    R"(c73ee501e448d2e1754f7105ef79835c1aa499e575857c166b0f06e","params":{"iv":"d5cfd130570)"
    R"(21af6bda593d589087c37"}},"kdf":{"function":"pbkdf2","message":"","params":{"c":26214)"
    R"(4,"dklen":32,"prf":"hmac-sha256","salt":"df65e444ca8fd829297bbf7ac777505265303c9455d)"
    R"(81d85d797cc7b2da9a4b0"}}},"name":"keystore","version":4,"uuid":"6a34789f-0187-4c85-8)"
    R"(b20-7a7d8daa3215","next_account":0})";
/// A password "passwordé123" as an older writer normalized it, without the mark.
inline constexpr char marks_wallet[] =
    R"({"crypto":{"checksum":{"function":"sha256","message":"55841415e960c0b09de8eed20849f9)"
    R"(6ccb659c5a8192d3dece059c5446310827","params":{}},"cipher":{"function":"aes-128-ctr",)"
    R"("message":"0343bec6f261dc20c7560a4b467673ea5f3585c0c41c1dafa9df6942712759c32b74d0d2b)"
    R"(8eae9cc7f6cfc454e9fb7df27c504ce5659588ad796214c893ebfb6","params":{"iv":"cfdde564775)"
    R"(1fdf24d189cec159a5abb"}},"kdf":{"function":"pbkdf2","message":"","params":{"c":26214)"
    R"(4,"dklen":32,"prf":"hmac-sha256","salt":"b4e66bd9a7d8046ce8c81b3857bca0566094d2ec626)"
    R"(b09bf4b6642b2f8562cb9"}}},"name":"keystore","version":4})";
/// EIP-2335's own examples: the scrypt one.
inline constexpr char eip_scrypt_crypto[] =
    R"({"crypto":{"kdf":{"function":"scrypt","params":{"dklen":32,"n":262144,"p":1,"r":8,"s)"
    R"(alt":"d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"},"message":")"
    R"("},"checksum":{"function":"sha256","params":{},"message":"d2217fe5f3e9a1e34581ef8a78)"
    R"(f7c9928e436d36dacc5e846690a5581e8ea484"},"cipher":{"function":"aes-128-ctr","params")"
    R"(:{"iv":"264daa3f303d7259501c93d997d84fe6"},"message":"06ae90d55fe0a6e9c5c3bc5b170827)"
    R"(b2e5cce3929ed3f116c2811e6366dfe20f"}},"version":4})";
/// EIP-2335's own examples: the PBKDF2 one.
inline constexpr char eip_pbkdf2_crypto[] =
    R"({"crypto":{"kdf":{"function":"pbkdf2","params":{"dklen":32,"c":262144,"prf":"hmac-sh)"
    R"(a256","salt":"d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"},"me)"
    R"(ssage":""},"checksum":{"function":"sha256","params":{},"message":"8a9f5d9912ed7e75ea)"
    R"(794bc5a89bca5f193721d30868ade6f73043c6ea6febf1"},"cipher":{"function":"aes-128-ctr",)"
    R"("params":{"iv":"264daa3f303d7259501c93d997d84fe6"},"message":"cee03fde2af33149775b72)"
    R"(23e7845e4fb2c8ae1792e5f99fe9ecf474cc8c16ad"}},"version":4})";
/// The published example of a keystore of version 3 with scrypt.
inline constexpr char v3_scrypt[] =
    R"({"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a12379)"
    R"(1e0e"},"ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479)"
    R"(c","kdf":"scrypt","kdfparams":{"dklen":32,"n":262144,"r":1,"p":8,"salt":"ab0c7876052)"
    R"(600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},"mac":"2103ac29920d71da29f15)"
    R"(d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},"id":"3198bc9c-6672-5ab3-d995-4942343a)"
    R"(e5b6","version":3})";
/// The published example with PBKDF2.
inline constexpr char v3_pbkdf2[] =
    R"({"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735)"
    R"(c1e6"},"ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa4)"
    R"(6","kdf":"pbkdf2","kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256","salt":"ae3)"
    R"(cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},"mac":"517ead924a9d0)"
    R"(dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},"id":"3198bc9c-6672-5ab3-d995-)"
    R"(4942343ae5b6","version":3})";
/// A key whose leading zero was left out.
inline constexpr char v3_short_key[] =
    R"({"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"e0c41130a323adc1446fc82f724b)"
    R"(ca2f"},"ciphertext":"9517cd5bdbe69076f9bf5057248c6c050141e970efa36ce53692d5d59a3984")"
    R"(,"kdf":"scrypt","kdfparams":{"dklen":32,"n":2,"r":8,"p":1,"salt":"711f816911c92d649f)"
    R"(b4c84b047915679933555030b3552c1212609b38208c63"},"mac":"d5e116151c6aa71470e67a7d42c9)"
    R"(620c75c4d23229847dcc127794f0732b0db5"},"id":"fecfc4ce-e956-48fd-953b-30f8b52ed66c",")"
    R"(version":3})";

}  // namespace apsis
