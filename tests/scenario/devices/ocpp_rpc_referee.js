// A charge point of ocpp-rpc (npm) in strict mode, which holds every message of ours against the schemas of
// OCPP 1.6 and drops what does not fit: ocpp_rpc_referee.js MODULES PORT PASSWORD. Prints PASS and FAIL.
//
// SPDX-License-Identifier: Apache-2.0
const [modules, port, password] = process.argv.slice(2);
const { RPCClient } = require(`${modules}/ocpp-rpc`);
let failures = 0;

function check(what, good, seen) {
    failures += good ? 0 : 1;
    console.log(`${good ? 'PASS' : 'FAIL'} ${what}${good ? '' : ' ' + JSON.stringify(seen)}`);
}

async function main() {
    const invalid = [];
    const profiles = [];
    const settings = [];
    const point = new RPCClient({
        endpoint: `ws://127.0.0.1:${port}/ocpp`, identity: 'CP-1', password, protocols: ['ocpp1.6'], strictMode: true,
        reconnect: false, callTimeoutMs: 10000,
    });
    point.on('strictValidationFailure', ({ error }) => invalid.push(String(error.details || error)));
    point.handle('SetChargingProfile', ({ params }) => {
        profiles.push(params);
        return { status: 'Accepted' };
    });
    point.handle('ChangeConfiguration', ({ params }) => {
        settings.push(params);
        return { status: 'Accepted' };
    });
    await point.connect();
    const now = () => new Date().toISOString();
    const boot = await point.call('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' });
    check('boot is accepted', boot.status === 'Accepted', boot);
    check('our time is the time', Math.abs(Date.parse(boot.currentTime) - Date.now()) < 5000, boot);
    await point.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Preparing' });
    await point.call('Authorize', { idTag: 'bus' });
    const started = await point.call('StartTransaction', { connectorId: 1, idTag: 'bus', meterStart: 0, timestamp: now() });
    check('the transaction has a number', started.transactionId > 0 && started.idTagInfo.status === 'Accepted', started);
    await point.call('Heartbeat', {});
    await point.call('DataTransfer', { vendorId: 'x' });
    for (let i = 0; i < 100 && !profiles.some((p) => p.csChargingProfiles.chargingProfilePurpose === 'TxProfile'); i++) {
        await point.call('MeterValues', { connectorId: 1, transactionId: started.transactionId, meterValue: [
            { timestamp: now(), sampledValue: [{ value: '1000', measurand: 'Power.Active.Import', unit: 'W' }] }] });
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const limit = profiles.map((p) => p.csChargingProfiles).find((p) => p.chargingProfilePurpose === 'TxProfile');
    check('meter values are asked for', settings.some((s) => s.key === 'MeterValueSampleInterval'), settings);
    check('a default stands', profiles.some((p) => p.csChargingProfiles.chargingProfilePurpose === 'TxDefaultProfile'), profiles);
    check('the limit is of the transaction, in amperes',
        limit && limit.transactionId === started.transactionId && limit.chargingSchedule.chargingRateUnit === 'A'
        && limit.chargingSchedule.chargingSchedulePeriod[0].limit === 16, limit);
    await point.call('StopTransaction', { transactionId: started.transactionId, meterStop: 10, timestamp: now() });
    await point.call('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' });
    const refused = await point.call('DiagnosticsStatusNotification', { status: 'Idle' });
    check('what needs no answer gets an empty one', Object.keys(refused).length === 0, refused);
    check('every message of ours fits its schema', invalid.length === 0, invalid);
    await point.close();
    process.exit(failures ? 1 : 0);
}

main().catch((error) => {
    console.log(`FAIL ${error.message} ${JSON.stringify(error.details || '')}`);
    process.exit(1);
});
