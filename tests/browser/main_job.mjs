export async function main_job() {}
