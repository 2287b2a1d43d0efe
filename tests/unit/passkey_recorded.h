#ifndef TESTS_PASSKEY_RECORDED_H
#define TESTS_PASSKEY_RECORDED_H

/* What Chromium and its virtual authenticator said at https://localhost:38149, in hexadecimal: a
 * passkey made for the challenge 0, 1, … 31, then shown for 31, 30, … 0: twice with its user
 * verified, once without.  The counter says 1, 2, 3, 4. */

#define RECORDED_ORIGIN "https://localhost:38149"
#define RECORDED_CREATE_CHALLENGE "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
#define RECORDED_GET_CHALLENGE "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA"

static const char recorded_object[] =
    "a363666d74646e6f6e656761747453746d74a068617574684461746158a449960de5880e8c687434170f6476"
    "605b8fe4aeb9a28632c7995cf3ba831d9763450000000101020304050607080102030405060708002045a76f"
    "11f8ef15996cbd5b3e96d88386105a3c79e1dbb46a45904c37a9713e69a5010203262001215820db3d45e488"
    "ffc731b195699611633ee0d903280ea50928b2e059c0f995296bfb225820c4501d3e0afa8673fd43f7da449d"
    "5dab3ab835ff3bf8dc96aebd2cecbbca2836";
static const char recorded_credential[] =
    "45a76f11f8ef15996cbd5b3e96d88386105a3c79e1dbb46a45904c37a9713e69";
static const char recorded_create_client[] =
    "{\"type\":\"webauthn.create\",\"challenge\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\","
    "\"origin\":\"https://localhost:38149\",\"crossOrigin\":false}";
static const char recorded_get_client[] =
    "{\"type\":\"webauthn.get\",\"challenge\":\"Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA\","
    "\"origin\":\"https://localhost:38149\",\"crossOrigin\":false}";
static const char recorded_first_data[] =
    "49960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d97630500000002";
static const char recorded_first_signature[] =
    "3045022100ea1d4aafbd6e911510fc05ac4afa58049f9b8a7de80feb3a1a648d40ff81f8ae02206cd465e034"
    "1d7933a58e8933bdb7f63fe77c63e357be7f413e20202310a9e0a8";
static const char recorded_second_data[] =
    "49960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d97630500000003";
static const char recorded_second_signature[] =
    "30440220065361f645920418af6a54661eadb54422e8793117f782c851f9039033d15ec00220633e313eba20"
    "1606a4f272858c0aaea0c38c1c53b0773f67375d3347d778b606";
static const char recorded_unverified_data[] =
    "49960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d97630100000004";
static const char recorded_unverified_signature[] =
    "3046022100edc9d2a491d4b1d14fe50fbe6a06e4b0485fb8bcb6fbdacb9bda60975eefc3d60221009e760340"
    "5b3ad19fd6565f1115f9263bf8e71ad6d34c19c9086d4838991f3e9f";

#endif
