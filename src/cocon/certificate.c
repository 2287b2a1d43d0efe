#include "certificate.h"

#include "base/file.h"
#include "base/log.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <time.h>
#include <unistd.h>

static int describe(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key)
{
    static const unsigned char loopback[] = {127, 0, 0, 1};
    const unsigned char serial[] = {1};
    const time_t now = time(NULL);
    int error = gnutls_x509_crt_set_version(crt, 3);
    if (error == 0)
        error = gnutls_x509_crt_set_serial(crt, serial, sizeof serial);
    if (error == 0)
        error = gnutls_x509_crt_set_activation_time(crt, now - 60 * 60);
    if (error == 0)
        error = gnutls_x509_crt_set_expiration_time(crt, now + (time_t)365 * 24 * 60 * 60);
    if (error == 0)
        error = gnutls_x509_crt_set_dn(crt, "CN=Cocon demonstration", NULL);
    if (error == 0)
        error = gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, "localhost", 9,
                                                     GNUTLS_FSAN_SET);
    if (error == 0)
        error = gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS, loopback,
                                                     sizeof loopback, GNUTLS_FSAN_APPEND);
    if (error == 0)
        error = gnutls_x509_crt_set_key(crt, key);
    if (error == 0)
        error = gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0);
    return error;
}

enum status certificate_create(const char *certificate, const char *private_key)
{
    gnutls_x509_crt_t crt = NULL;
    gnutls_x509_privkey_t key = NULL;
    gnutls_datum_t crt_pem = {0};
    gnutls_datum_t key_pem = {0};
    if (access(certificate, F_OK) == 0 && access(private_key, F_OK) == 0)
        return STATUS_OK;
    int error = gnutls_x509_crt_init(&crt);
    if (error == 0)
        error = gnutls_x509_privkey_init(&key);
    if (error == 0)
        error = gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
                                             GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
    if (error == 0)
        error = describe(crt, key);
    if (error == 0)
        error = gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &crt_pem);
    if (error == 0)
        error = gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &key_pem);
    enum status status = STATUS_FAILED;
    if (error == 0)
        status = file_create(private_key, 0600, (struct bytes){key_pem.data, key_pem.size});
    if (status == STATUS_OK)
        status = file_create(certificate, 0600, (struct bytes){crt_pem.data, crt_pem.size});
    if (status != STATUS_OK)
        log_error("%s: no certificate: %s", certificate,
                  error != 0 ? gnutls_strerror(error) : status_name(status));
    if (key_pem.data != NULL)
        gnutls_memset(key_pem.data, 0, key_pem.size);
    gnutls_free(key_pem.data);
    gnutls_free(crt_pem.data);
    gnutls_x509_privkey_deinit(key);
    gnutls_x509_crt_deinit(crt);
    return status;
}
